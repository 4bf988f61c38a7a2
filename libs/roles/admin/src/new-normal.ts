import { Inject, Injectable } from '@nestjs/common';
import { type BankDefinition, bankBlob, type BaselineDefinition, baselineBlob, describeChanges, fromFloat16, type NormalPreview, spaceDigest, type StreamDefinition } from '@conceptwatch/contracts';
import { scoreBatch } from '@conceptwatch/core/concepts';
import { benjaminiHochberg, compareSamples, judgeBaseline } from '@conceptwatch/core/drift';
import { type Clock, CLOCK, DRIFT_VIEWS, type DriftViews, HISTORY, type History, STATE_STORE, type StateStore } from '@conceptwatch/ports';
import { ProblemError } from '@conceptwatch/platform/runtime';

/** False discovery rate of the preview, and the smallest D that it names. */
const FDR = 0.01;
const SMALLEST_DISTANCE = 0.05;
const CHUNK = 256;

interface Stored {
  definition: StreamDefinition;
  baseline: BaselineDefinition;
  /** Oldest first. */
  vectors: Uint8Array[];
  from: number;
  to: number;
}

/** Makes the newest images of a stream its baseline, and says before that what it would no longer tell. */
@Injectable()
export class NewNormal {
  constructor(
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(HISTORY) private readonly history: History,
    @Inject(DRIFT_VIEWS) private readonly views: DriftViews,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** O((n + m)·K·d). @throws ProblemError for a stream that is not there or has too few stored images */
  async preview(stream: string, images: number): Promise<NormalPreview> {
    const { definition, baseline, vectors, from, to } = await this.newest(stream, images);
    const bank = (await this.state.get<BankDefinition>('bank', definition.bankName))?.body;
    const [before, matrix] = await Promise.all([this.state.getBlob(baselineBlob(baseline.id)), bank && this.state.getBlob(bankBlob(bank.digest))]);
    if (!bank || !matrix || !before) throw new ProblemError(409, 'baseline-missing', `The baseline "${baseline.id}" or the bank "${definition.bankName}" is not there: create it again.`);
    const rows = new Float32Array(new Uint8Array(matrix).buffer);
    const [old, anew] = [await scoresPerConcept(fromFloat16(before), rows, bank.dimension), await scoresPerConcept(fromFloat16(Buffer.concat(vectors)), rows, bank.dimension)];
    const compared = old.map((scores, k) => compareSamples(scores, anew[k]));
    const qValues = benjaminiHochberg(compared.map(({ pValue }) => pValue));
    const active = new Set((this.views.stream(stream)?.concepts ?? []).flatMap(({ slug, active: isActive }) => (isActive ? [slug] : [])));
    const hidden = bank.concepts
      .map(({ slug, text }, k) => ({ concept: slug, text, direction: compared[k].direction, ks: compared[k].distance, share: compared[k].share, q_value: qValues[k], active: active.has(slug) }))
      .filter(({ q_value, ks }) => q_value <= FDR && ks >= SMALLEST_DISTANCE)
      .sort((a, b) => b.ks - a.ks);
    const verdict = judgeBaseline(vectors.length, bank.concepts.length, { wanted: definition.smallestEffect });
    const told = hidden.length === 0 ? 'These images look like the baseline of today: nothing would be hidden.' : `Seen as normal from then on: ${describeChanges(hidden)}.`;
    return { stream, images: vectors.length, from, to, baseline: { id: baseline.id, images: baseline.images }, smallest_provable_effect: verdict.smallestProvableEffect ?? null, ...(verdict.advice ? { advice: verdict.advice } : {}), sentence: told, hidden };
  }

  /** @returns the id of the new baseline @throws ProblemError */
  async make(stream: string, images: number, wantedId?: string): Promise<string> {
    const { definition, baseline, vectors, from, to } = await this.newest(stream, images);
    const id = wantedId ?? `${stream}-${new Date(this.clock.now()).toISOString().slice(0, 16).replace(/[T:]/g, '-')}`;
    if (await this.state.get('baseline', id)) throw new ProblemError(409, 'baseline-exists', `There is already a baseline "${id}": give the new one another name.`);
    if (definition.segments) throw new ProblemError(409, 'needs-segments', `The stream "${stream}" is compared by segment: make a baseline with its segments with "conceptwatch baseline create --segments".`);
    const day = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
    const made: BaselineDefinition = {
      id,
      description: `The newest ${vectors.length} images of stream ${stream}, ${day(from)} to ${day(to)}`,
      images: vectors.length,
      refused: 0,
      dimension: baseline.dimension,
      encoderDigest: baseline.encoderDigest,
      alignerDigest: baseline.alignerDigest,
      createdAt: this.clock.now(),
      origin: `stream ${stream}`,
    };
    await this.state.putBlob(baselineBlob(id), Buffer.concat(vectors));
    await this.state.put('baseline', id, made, 0);
    return id;
  }

  private async newest(stream: string, images: number): Promise<Stored> {
    const definition = (await this.state.get<StreamDefinition>('stream', stream))?.body;
    if (!definition) throw new ProblemError(404, 'unknown-stream', `There is no stream "${stream}". GET /api/v1/streams lists them.`);
    const baseline = (await this.state.get<BaselineDefinition>('baseline', definition.baselineId))?.body;
    if (!baseline) throw new ProblemError(409, 'baseline-missing', `The baseline "${definition.baselineId}" is not there: create it again.`);
    const vectors: Uint8Array[] = [];
    let [from, to] = [Infinity, -Infinity];
    await this.history.scan({ stream, spaceDigest: spaceDigest(baseline.encoderDigest, baseline.alignerDigest), newestFirst: true, limit: images }, (rows) => {
      for (const { vector, capturedAt } of rows) {
        vectors.push(vector);
        [from, to] = [Math.min(from, capturedAt), Math.max(to, capturedAt)];
      }
    });
    if (vectors.length < images) throw new ProblemError(409, 'too-few-images', `The stream "${stream}" has ${vectors.length} stored images of the models in use; ${images} are asked for.`);
    return { definition, baseline, vectors: vectors.reverse(), from, to };
  }
}

/** Cosines per concept, with a breath between chunks so that others are answered. */
async function scoresPerConcept(vectors: Float32Array, matrix: Float32Array, dimension: number): Promise<Float32Array[]> {
  const concepts = matrix.length / dimension;
  const images = vectors.length / dimension;
  const out = Array.from({ length: concepts }, () => new Float32Array(images));
  for (let from = 0; from < images; from += CHUNK) {
    const to = Math.min(images, from + CHUNK);
    const scores = scoreBatch(vectors.subarray(from * dimension, to * dimension), matrix, dimension);
    for (let i = from; i < to; i++) for (let k = 0; k < concepts; k++) out[k][i] = scores[(i - from) * concepts + k];
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return out;
}
