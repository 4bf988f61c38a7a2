import { readFile } from 'node:fs/promises';
import { ParquetTables } from '@conceptwatch/adapters/files';
import { type BaselineDefinition, decodeBaselineFile, slugOf, type StreamDefinition } from '@conceptwatch/contracts';
import { BACKFILL_FORMAT, type BackfillManifest, type BackfillRequest, type EmbeddedBank, type EmbedProgress, readBackfillManifest, RefusedInput, shortDigest, storedVectors } from '@conceptwatch/jobs';
import type { History } from '@conceptwatch/ports';
import { bundledSource } from '../model-choice';
import type { ServiceConfig } from '../standalone-config';
import { createToolbox, type Toolbox, toolboxOptionsOf } from '../toolbox';
import { baselineFile } from '../user-stream';
import { type DriftMeasure, openDriftEngine } from './drift-engine';
import { type KnownStream, readKnownStream } from './known-stream';
import { type OpenedRows, openRows, openStored } from './open-rows';

export interface BackfillOptions {
  /** Folder, glob, tar, zip, Parquet, `s3://…`, `kafka://…`, `log:DIR`, the folder of an earlier backfill, or `history`. */
  from: string;
  stream: string;
  out: string;
  /** Folder of images, baseline file, or the folder of a backfill; the stream's own when absent. */
  baseline?: string;
  bankFile?: string;
  aligner?: string;
  embedOnly?: boolean;
  /** Keeps embeddings beside the scores. Default true. */
  embeddings?: boolean;
  window?: number;
  imagesBetweenFalseAlarms?: number;
  mode?: 'proved' | 'calibrated';
  chunk?: number;
  order?: 'name' | 'time';
  imageColumn?: string;
  s3Endpoint?: string;
  /** Of log ranges and history, milliseconds since the epoch. */
  fromTime?: number;
  toTime?: number;
  /** Of history. */
  shard?: number;
  /** What a running service has open; read from the data folder, or made, where absent. */
  opened?: { stream?: KnownStream; bank?: EmbeddedBank; baseline?: DriftMeasure['baseline']; history?: History };
  onBaselineProgress?: (progress: EmbedProgress) => void;
  signal?: AbortSignal;
}

export interface PreparedBackfill {
  request: Pick<BackfillRequest, 'directory' | 'manifest' | 'rows' | 'tables' | 'monitor'>;
  close(): Promise<void>;
}

const CHUNK = 2048;

/** Opens everything that a backfill needs; models only where something must be embedded. @throws RefusedInput */
export async function prepareBackfill(config: ServiceConfig, options: BackfillOptions): Promise<PreparedBackfill> {
  let opened: Toolbox | undefined;
  const toolbox = (): Toolbox => (opened ??= createToolbox({ ...toolboxOptionsOf(config), ...newAligner(config, options), ownThread: true }));
  const known = options.opened ? options.opened.stream : await readKnownStream(config.storage.directory, options.stream);
  const source = await openRows(config, options, { toolbox, stream: known });
  const close = async (): Promise<void> => {
    await source.close();
    await opened?.close();
  };
  try {
    const measure = options.embedOnly ? undefined : await measureOf(config, options, { known, source, toolbox });
    const manifest = await manifestOf(options, source, measure);
    const monitor = measure && { bank: measure.bank, openEngine: (checkpoint: Parameters<typeof openDriftEngine>[1]) => openDriftEngine(measure, checkpoint) };
    return { request: { directory: options.out, manifest, rows: source.rows, tables: new ParquetTables(), ...(monitor ? { monitor } : {}) }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** An aligner without an encoder belongs to the bundled one. */
function newAligner({ models }: ServiceConfig, { aligner }: BackfillOptions) {
  return aligner === undefined ? {} : { encoder: models.encoder ?? bundledSource().encoder, aligner };
}

async function manifestOf({ stream, chunk = CHUNK, embedOnly }: BackfillOptions, { rows, space, keeps }: OpenedRows, measure: DriftMeasure | undefined): Promise<BackfillManifest> {
  if (embedOnly && !keeps.aligned) throw new RefusedInput('option-invalid', '--embed-only keeps embeddings, and nothing else: it needs images, and does not go together with --no-embeddings.');
  return {
    format: BACKFILL_FORMAT,
    stream,
    from: rows.name,
    fingerprint: shortDigest(await rows.fingerprint()),
    chunk,
    space,
    bank: measure ? { name: measure.bank.definition.name, digest: measure.bank.definition.digest, concepts: measure.bank.definition.concepts.map(({ slug }) => slug) } : null,
    baseline: measure ? { id: measure.baseline.definition.id, images: measure.baseline.definition.images, digest: shortDigest(measure.baseline.vectors) } : null,
    settings: measure ? { window: measure.stream.window, images_between_false_alarms: measure.stream.imagesBetweenFalseAlarms, mode: measure.stream.mode } : null,
    embeddings: keeps,
  };
}

async function measureOf(config: ServiceConfig, options: BackfillOptions, { known, source, toolbox }: { known: KnownStream | undefined; source: OpenedRows; toolbox: () => Toolbox }): Promise<DriftMeasure> {
  const baseline = await baselineOf(config, options, { known, source });
  const { encoderDigest, alignerDigest } = baseline.definition;
  if (encoderDigest !== source.space.encoder_digest || alignerDigest !== source.space.aligner_digest) {
    throw new RefusedInput('baseline-mismatch', `The baseline "${baseline.definition.id}" lives in another space (encoder ${encoderDigest.slice(0, 8)}, aligner ${alignerDigest.slice(0, 8)}) than the images (encoder ${source.space.encoder_digest.slice(0, 8)}, aligner ${source.space.aligner_digest.slice(0, 8)}), and scores of two spaces cannot be compared. For another aligner give a baseline that keeps the encoder's vectors: conceptwatch backfill --from ./train --stream train --embed-only --out ./train-embedded.`);
  }
  const bank = options.opened?.bank ?? (options.bankFile === undefined && known ? known.bank : await toolbox().bank(options.bankFile));
  if (bank.definition.dimension !== source.space.dimension) throw new RefusedInput('bank-invalid', `The bank "${bank.definition.name}" has vectors of ${bank.definition.dimension} values and the images of ${source.space.dimension}: use the text encoder of the aligner's target.`);
  return { stream: definitionOf(config, options, { known, baselineId: baseline.definition.id, bankName: bank.definition.name }), bank, baseline };
}

/** What is given here, then what the stream has, then the settings. */
function definitionOf({ admin }: ServiceConfig, { stream, window, imagesBetweenFalseAlarms, mode }: BackfillOptions, { known, baselineId, bankName }: { known: KnownStream | undefined; baselineId: string; bankName: string }): StreamDefinition {
  const inherited = known?.definition ?? { window: admin.window, mode: admin.mode, imagesBetweenFalseAlarms: admin.imagesBetweenFalseAlarms };
  const given = Object.fromEntries(Object.entries({ window, imagesBetweenFalseAlarms, mode }).filter(([, value]) => value !== undefined));
  return { createdAt: 0, ...inherited, ...given, name: stream, baselineId, bankName };
}

async function baselineOf(config: ServiceConfig, options: BackfillOptions, { known, source }: { known: KnownStream | undefined; source: OpenedRows }): Promise<DriftMeasure['baseline']> {
  const { baseline: given, opened } = options;
  if (opened?.baseline) return opened.baseline;
  if (given === undefined) {
    if (known) return known.baseline;
    throw new RefusedInput('baseline-unreadable', `There is no stream "${options.stream}" in "${config.storage.directory}" whose baseline could be used: give one with --baseline, or name the data folder with --data.`);
  }
  const stored = await readBackfillManifest(given);
  if (stored) return storedBaseline(given, stored, options, source);
  const file = await baselineFile(config, { baseline: given, onProgress: options.onBaselineProgress, signal: options.signal });
  const { definition, vectors } = decodeBaselineFile(await readFile(file));
  return { definition, vectors };
}

/** The embeddings of a backfill of training images, brought into the space of this one. */
async function storedBaseline(directory: string, manifest: BackfillManifest, { aligner, signal }: BackfillOptions, source: OpenedRows): Promise<DriftMeasure['baseline']> {
  const isSameSpace = manifest.space.aligner_digest === source.space.aligner_digest;
  const { rows, space, close } = await openStored(directory, manifest, isSameSpace ? undefined : aligner);
  try {
    const { vectors, images, refused } = await storedVectors(rows, manifest.chunk, signal);
    const definition: BaselineDefinition = { id: slugOf(manifest.stream) || 'baseline', description: '', images, refused, dimension: space.dimension, encoderDigest: space.encoder_digest, alignerDigest: space.aligner_digest, createdAt: 0, origin: manifest.from };
    return { definition, vectors };
  } finally {
    await close();
  }
}
