import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type AlignerDetail, type AlignerList, type AlignerView, type BankDefinition, type BaselineDefinition, controlCodec, type Promotion, type StreamDefinition, TOPICS } from '@conceptwatch/contracts';
import { BUNDLED_ALIGNER as BUNDLED, type AlignerEvaluation, type AlignerLibrary, type AlignerReport } from '@conceptwatch/jobs';
import { type AlignerShelf, type AlignerWeights, FileRefused } from '@conceptwatch/ports';
import { alignerFiles, alignerLibrary } from './align-tools';
import type { JobParts } from './jobs/job-parts';
import { bundledSource } from './model-choice';
import { isShared } from './open-storage';
import { type AlignerPromotions, folderPromotions, SharedPromotions } from './promoted-aligners';

/** What is kept beside an aligner's weights. */
interface Card extends Partial<Omit<AlignerReport, 'statistics'>> {
  objective?: string;
  origin?: string;
  created_at?: number;
  created_by?: string;
  parent?: string;
  evaluation?: AlignerEvaluation & { on: string; at: number };
}

interface Shelved {
  name: string;
  digest: string;
  weights: AlignerWeights;
  card: Card;
  promoted: boolean;
}

/** The aligners of a data folder and the bundled one, as people see and choose them. */
export class FolderAlignerShelf implements AlignerShelf {
  private readonly library: AlignerLibrary;
  private readonly promotions: AlignerPromotions;

  constructor(private readonly parts: Pick<JobParts, 'config' | 'toolbox' | 'state' | 'history' | 'clock' | 'log'>) {
    const { config, state, log, clock } = parts;
    this.library = alignerLibrary(config.storage.directory);
    const announce = (): Promise<void> => log.publish([{ topic: TOPICS.control, key: 'aligner', value: controlCodec.encode({ kind: 'aligner', id: 'promoted', version: 1n, atMs: BigInt(clock.now()) }) }]).then(() => undefined);
    this.promotions = isShared(config) ? new SharedPromotions(state, this.library, announce) : folderPromotions(this.library);
  }

  async list(): Promise<AlignerList> {
    const history = await this.promotions.history();
    const all = [await this.bundled(), ...(await Promise.all((await this.library.list()).map(({ name }) => this.shelved(name))))];
    return {
      aligners: await Promise.all(all.map((each) => this.view(each))),
      back_to: history.length > 0 ? (history.at(-2) ?? BUNDLED) : null,
      fixed_by: this.parts.config.models.aligner === undefined ? null : 'models.aligner',
    };
  }

  async get(name: string): Promise<AlignerDetail> {
    const aligner = await this.find(name);
    const { evaluation } = aligner.card;
    return { ...(await this.view(aligner)), r2_per_dimension: evaluation?.r2PerDimension ?? [], components: evaluation?.components ?? null };
  }

  async add(name: string, bytes: Uint8Array, by: string): Promise<AlignerView> {
    await this.library.add(name, alignerFiles().read(bytes), { origin: 'uploaded', ...(await this.lineage(by)) });
    return this.view(await this.shelved(name));
  }

  async file(name: string, format: 'safetensors' | 'npz' | 'pth' | 'onnx'): Promise<Uint8Array> {
    return alignerFiles().write((await this.find(name)).weights, format);
  }

  async preview(name: string): Promise<Promotion> {
    const { state, history, config } = this.parts;
    const aligner = await this.find(name);
    const { fits_not: unfit, promoted } = await this.view(aligner);
    const fixed = config.models.aligner !== undefined ? 'The setting models.aligner names an aligner, and settings come first: take it away, or set it to this one.' : null;
    const streams = (await state.list<StreamDefinition>('stream')).map(({ body }) => body);
    const baselines = (await state.list<BaselineDefinition>('baseline')).filter(({ body }) => body.alignerDigest !== aligner.digest);
    const lost = baselines.find(({ id, body }) => !isFolder(body.origin) && streams.some(({ baselineId, configured }) => (configured?.baselineId ?? baselineId) === id));
    const isLive = isShared(config);
    const stuck = lost && !isLive ? `The baseline "${lost.id}", with which the service starts, was not made from a folder of this machine (${lost.body.origin}), and the next start could not make it again: begin the stream with a folder of images first.` : null;
    const why = promoted ? (isLive ? 'It is in use already.' : 'The next start uses it already.') : (fixed ?? unfit ?? stuck);
    const inUse = (await this.parts.toolbox.embedder()).descriptor.alignerDigest;
    return {
      name,
      digest: aligner.digest,
      allowed: why === null,
      why_not: why,
      baselines: baselines.map(({ id, body }) => ({ id, images: body.images, origin: body.origin, folder: isFolder(body.origin), streams: streams.filter(({ baselineId }) => baselineId === id).map((stream) => stream.name) })),
      banks: (await state.list<BankDefinition>('bank')).map(({ id }) => id),
      streams: inUse === aligner.digest ? [] : await Promise.all(streams.map(async (stream) => ({ stream: stream.name, stored: await history.count(stream.name) }))),
    };
  }

  async promote(name: string, digest: string): Promise<AlignerList> {
    const { allowed, why_not: why, digest: now } = await this.preview(name);
    if (now !== digest) throw new FileRefused(`The aligner "${name}" is another one now (digest ${now.slice(0, 12)}…): look at its preview again.`);
    if (!allowed) throw new FileRefused(`"${name}" cannot be promoted. ${why}`);
    await (name === BUNDLED ? this.promotions.clear() : this.promotions.promote(name));
    return this.list();
  }

  async rollBack(): Promise<AlignerList> {
    await this.promotions.rollBack();
    return this.list();
  }

  /** Who makes an aligner, when, and what was in use then. */
  async lineage(by: string): Promise<Pick<Card, 'created_at' | 'created_by' | 'parent'>> {
    return { created_at: this.parts.clock.now(), created_by: by, parent: (await this.parts.toolbox.embedder()).descriptor.aligner };
  }

  private async find(name: string): Promise<Shelved> {
    return name === BUNDLED ? this.bundled() : this.shelved(name);
  }

  private async shelved(name: string): Promise<Shelved> {
    const { entry, aligner } = await this.library.read(name);
    return { name, digest: entry.digest, weights: aligner, card: (await this.library.card(name)) as Card, promoted: (await this.promotions.history()).at(-1) === name };
  }

  private async bundled(): Promise<Shelved> {
    const file = bundledSource().aligner;
    const bytes = await readFile(file);
    const card = JSON.parse(await readFile(file.replace(/safetensors$/, 'json'), 'utf8')) as Card;
    return { name: BUNDLED, digest: createHash('sha256').update(bytes).digest('hex'), weights: alignerFiles().read(bytes), card: { ...card, origin: 'drawn scenes', ...((await this.library.card(BUNDLED)) as Card) }, promoted: (await this.promotions.history()).length === 0 && this.parts.config.models.aligner === undefined };
  }

  private async view({ name, digest, weights, card, promoted }: Shelved): Promise<AlignerView> {
    const { metadata, sourceDimension, targetDimension } = weights;
    const { evaluation, heldOut, images } = card;
    const why = await this.unfitness(weights);
    return {
      name,
      digest,
      source_dim: sourceDimension,
      target_dim: targetDimension,
      in_use: (await this.parts.toolbox.embedder()).descriptor.alignerDigest === digest,
      promoted,
      takes_effect: isShared(this.parts.config) ? 'at-once' : 'next-start',
      fits: why === null,
      fits_not: why,
      source: modelOf(card.source, metadata.encoder, metadata.encoder_digest),
      target: modelOf(card.target, metadata.target, metadata.target_digest),
      objective: card.objective ?? null,
      method: card.method ?? null,
      origin: card.origin ?? null,
      images: images ? { training: images.training, held_out: images.heldOut } : null,
      held_out: heldOut && images ? { images: images.heldOut, r2: heldOut.r2, r2_centred: heldOut.r2Centred, cosine: heldOut.cosine, retained_accuracy: null } : null,
      evaluated: evaluation ? { on: evaluation.on, at: evaluation.at, images: evaluation.images, r2: evaluation.r2, r2_centred: evaluation.r2Centred, cosine: evaluation.cosine, retained_accuracy: evaluation.accuracy?.retained ?? null } : null,
      created_at: card.created_at ?? null,
      created_by: card.created_by === undefined ? null : ((await this.parts.state.get<{ name: string }>('token', card.created_by))?.body.name ?? card.created_by),
      parent: card.parent ?? null,
    };
  }

  /** Why an aligner does not map the encoder in use into the text space in use; null when it does. */
  private async unfitness({ sourceDimension, targetDimension, metadata }: AlignerWeights): Promise<string | null> {
    const { encoder } = await this.parts.toolbox.embeddingSteps();
    const text = (await this.parts.toolbox.textEncoder()).descriptor;
    if (metadata.encoder_digest !== undefined && metadata.encoder_digest !== encoder.descriptor.digest) return `It was fitted for another encoder (${metadata.encoder ?? 'unnamed'}) than the one in use (${encoder.descriptor.name}): set models.encoder as well.`;
    if (sourceDimension !== encoder.descriptor.dimension) return `It takes ${sourceDimension} values, and the encoder in use (${encoder.descriptor.name}) gives ${encoder.descriptor.dimension}.`;
    if (targetDimension !== text.dimension) return `It gives ${targetDimension} values, and the text encoder in use (${text.name}) has ${text.dimension}.`;
    return null;
  }
}

const isFolder = (origin: string): boolean => statSync(origin, { throwIfNoEntry: false })?.isDirectory() ?? false;

const modelOf = (given: { name: string; digest: string } | undefined, name: string | undefined, digest: string | undefined): AlignerView['source'] => (given ? { name: given.name, digest: given.digest } : name === undefined ? null : { name, digest: digest ?? null });
