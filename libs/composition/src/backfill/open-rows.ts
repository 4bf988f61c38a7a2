import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ParquetTables } from '@conceptwatch/adapters/files';
import { SqliteHistory } from '@conceptwatch/adapters/history';
import { OnnxMatrixProduct } from '@conceptwatch/adapters/inference-onnx';
import { KafkaLog } from '@conceptwatch/adapters/log-kafka';
import { EmbeddedLog } from '@conceptwatch/adapters/log-embedded';
import { LogRangeArchive, openArchive } from '@conceptwatch/adapters/sources';
import { spaceDigest } from '@conceptwatch/contracts';
import { type BackfillManifest, HistoryRows, ImageRows, readBackfillChunks, readBackfillManifest, type Realignment, RefusedInput, type RowSource, StoredBackfillRows } from '@conceptwatch/jobs';
import { SystemClock } from '@conceptwatch/platform/observability';
import type { EncoderDescriptor, ImageArchive, MessageLog } from '@conceptwatch/ports';
import { kafkaConnection } from '../cluster-config';
import { imageReferences } from '../image-references';
import { loadAligner } from '../load-aligner';
import type { ServiceConfig } from '../standalone-config';
import type { Toolbox } from '../toolbox';
import type { KnownStream } from './known-stream';
import type { BackfillOptions } from './prepare-backfill';

/** Rows and the space that they live in. */
export interface OpenedRows {
  rows: RowSource;
  space: BackfillManifest['space'];
  /** Which embeddings can be kept of them; none when they are stored already. */
  keeps: BackfillManifest['embeddings'];
  /** For a baseline that has to go through the same new aligner. */
  realignment?: Realignment;
  close(): Promise<void>;
}

const NOTHING_KEPT = { aligned: false, encoder: false };

/** Stored embeddings where there are any, images otherwise. @throws RefusedInput, ArchiveRefused */
export async function openRows(config: ServiceConfig, options: BackfillOptions, { toolbox, stream }: { toolbox: () => Toolbox; stream: KnownStream | undefined }): Promise<OpenedRows> {
  if (options.from === 'history') return openHistory(config, options, stream);
  const stored = await readBackfillManifest(options.from);
  if (stored) return openStored(options.from, stored, options.aligner);
  const archive = await openImages(config, options);
  const { encoder, aligner } = await toolbox().embeddingSteps();
  const dimension = aligner.weights?.targetDimension ?? encoder.descriptor.dimension;
  const { name, digest } = encoder.descriptor;
  const isKept = options.embeddings !== false;
  return {
    rows: new ImageRows(archive, { decoder: await toolbox().decoder(), encoder, aligner, dimension }, { keepFeatures: isKept }),
    space: { encoder: name, aligner: aligner.name, encoder_digest: digest, aligner_digest: aligner.digest, dimension, encoder_dimension: encoder.descriptor.dimension },
    keeps: { aligned: isKept, encoder: isKept },
    close: () => archive.close(),
  };
}

export async function openStored(directory: string, manifest: BackfillManifest, alignerFile: string | undefined): Promise<OpenedRows> {
  const stored = { directory, manifest, chunks: await readBackfillChunks(directory) };
  const tables = new ParquetTables();
  if (alignerFile === undefined) return { rows: new StoredBackfillRows(stored, tables), space: manifest.space, keeps: NOTHING_KEPT, close: () => Promise.resolve() };
  const aligner = await loadAligner(alignerFile, { name: manifest.space.encoder, digest: manifest.space.encoder_digest } as EncoderDescriptor);
  if (!aligner.weights || aligner.weights.sourceDimension !== manifest.space.encoder_dimension) throw new RefusedInput('option-invalid', `The aligner "${alignerFile}" maps vectors of ${aligner.weights?.sourceDimension} values; the stored ones of ${manifest.space.encoder} have ${manifest.space.encoder_dimension}.`);
  const product = new OnnxMatrixProduct({ threads: 1 });
  const realignment = { aligner, product };
  const space = { ...manifest.space, aligner: aligner.name, aligner_digest: aligner.digest, dimension: aligner.weights.targetDimension };
  return { rows: new StoredBackfillRows(stored, tables, realignment), space, keeps: NOTHING_KEPT, realignment, close: () => product.close() };
}

async function openHistory(config: ServiceConfig, options: BackfillOptions, stream: KnownStream | undefined): Promise<OpenedRows> {
  const file = path.join(config.storage.directory, 'history.db');
  const open = options.opened?.history;
  if (!stream || (!open && !existsSync(file))) throw new RefusedInput('option-invalid', `There is no history of the stream "${options.stream}" in "${config.storage.directory}": name the data folder of the service with --data.`);
  if (options.aligner !== undefined) throw new RefusedInput('option-invalid', "History keeps aligned embeddings alone, and another aligner needs the encoder's own: backfill from images once, then from that folder.");
  const { encoderDigest, alignerDigest, dimension } = stream.baseline.definition;
  const history = open ?? SqliteHistory.open({ path: file });
  return {
    rows: new HistoryRows(history, { stream: options.stream, spaceDigest: spaceDigest(encoderDigest, alignerDigest), shard: options.shard ?? 0, fromTime: options.fromTime, toTime: options.toTime }),
    space: { encoder: encoderDigest.slice(0, 12), aligner: alignerDigest.slice(0, 12), encoder_digest: encoderDigest, aligner_digest: alignerDigest, dimension, encoder_dimension: dimension },
    keeps: NOTHING_KEPT,
    close: () => (open ? Promise.resolve() : history.close()),
  };
}

async function openImages(config: ServiceConfig, options: BackfillOptions): Promise<ImageArchive> {
  const { from, stream, order, imageColumn, fromTime, toTime } = options;
  const range = /^(kafka|log):(?:\/\/)?([^?]*)(?:\?(.*))?$/.exec(from);
  if (!range) return openArchive(from, { order, imageColumn, s3: { endpoint: options.s3Endpoint ?? config.fetch.s3Endpoint } });
  const [, kind, place, query = ''] = range;
  const clock = new SystemClock();
  const log: MessageLog = kind === 'kafka' ? await connectKafka(config, place) : EmbeddedLog.open({ directory: place || config.storage.directory, clock });
  const archive = new LogRangeArchive({ log, images: imageReferences(config.fetch, { log }), stream, fromTime, toTime, ...rangeOf(query) });
  const close = archive.close.bind(archive);
  return Object.assign(archive, { close: () => close().then(() => log.close()) });
}

const CONNECT_MS = 20_000;

/** The brokers that were named, with the security of the settings. @throws RefusedInput when none answers in time */
async function connectKafka(config: ServiceConfig, brokers: string): Promise<MessageLog> {
  const connecting = KafkaLog.connect({ ...kafkaConnection({ ...config.kafka, brokers: brokers || config.kafka.brokers }), clock: new SystemClock() });
  const timer = new AbortController();
  const late = wait(CONNECT_MS, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new RefusedInput('option-invalid', `No broker of "${brokers}" answers: check host and port, and the settings kafka.* for TLS and passwords.`);
  });
  try {
    return await Promise.race([connecting, late]);
  } finally {
    timer.abort();
    late.catch(() => undefined);
  }
}

/** `partitions=0,1&from=1000&to=2000`: offsets, the last one exclusive. @throws RefusedInput */
function rangeOf(query: string): { partitions?: number[]; fromOffset?: number; toOffset?: number } {
  const parameters = new URLSearchParams(query);
  const number = (text: string, key: string): number => {
    if (!/^\d+$/.test(text)) throw new RefusedInput('option-invalid', `"${key}=${text}" is no number; write a range like ?partitions=0,1&from=1000&to=2000.`);
    return Number(text);
  };
  const range: { partitions?: number[]; fromOffset?: number; toOffset?: number } = {};
  for (const [key, text] of parameters) {
    if (key === 'partitions') range.partitions = text.split(',').map((part) => number(part, key));
    else if (key === 'from') range.fromOffset = number(text, key);
    else if (key === 'to') range.toOffset = number(text, key);
    else throw new RefusedInput('option-invalid', `"${key}" is unknown in a range; there are partitions, from and to.`);
  }
  return range;
}
