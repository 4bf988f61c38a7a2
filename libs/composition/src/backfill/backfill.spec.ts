import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ParquetTables } from '@conceptwatch/adapters/files';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { scaleDigest, scoreCodec, spaceDigest, toFloat16, toFloat32Bytes } from '@conceptwatch/contracts';
import { BACKFILL_FORMAT, type BackfillManifest, type EmbeddedBank, ImageRows, type ImageRowTools, readBackfillChunks, runBackfill, StoredBackfillRows, toEventLine } from '@conceptwatch/jobs';
import type { ArchiveItem, Encoder, ImageArchive, ImageDecoder, MetricSink, StoredRecord, TableFiles } from '@conceptwatch/ports';
import { BaselineLibrary, decodeShard, driftConfigSchema, TrackStage } from '@conceptwatch/roles/drift';
import { systemClock } from '@conceptwatch/testing';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { keepBank } from '../definitions';
import { type DriftMeasure, openDriftEngine } from './drift-engine';

const root = mkdtempSync(join(tmpdir(), 'backfill-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = (): string => join(root, `out-${folders++}`);

const DIMENSION = 4;
const IMAGES = 700;
const SHIFT_AT = 350;

/** A number from 0 to 1 that depends on its seed alone. */
function noise(seed: number): number {
  let x = (seed + 1) * 0x9e3779b1;
  x = Math.imul(x ^ (x >>> 15), 0x85ebca6b);
  return ((x ^ (x >>> 13)) >>> 0) / 2 ** 32;
}

/** Features of an image: a direction that turns towards the first concept after the shift. */
const featuresOf = (index: number): number[] => [(index >= SHIFT_AT ? 1.2 : 0.2) + noise(4 * index), noise(4 * index + 1), noise(4 * index + 2), 0.3];

const decoder: ImageDecoder = {
  decode: (content) => {
    const index = new DataView((content as Uint8Array).buffer).getInt32(0, true);
    if (index % 50 === 7) return Promise.resolve({ status: 'refused', reason: 'truncated', detail: 'Cut off.' });
    return Promise.resolve({ status: 'decoded', pixels: content as Uint8Array, originalWidth: 1, originalHeight: 1 });
  },
  inspect: () => ({ status: 'plausible', format: 'png', width: 1, height: 1 }),
  thumbnail: () => Promise.reject(new Error('not needed')),
};
const encoder: Encoder = {
  descriptor: { name: 'fake', digest: 'e'.repeat(64), dimension: DIMENSION, executionProvider: 'cpu', pixels: { width: 1, height: 1, fit: 'fill', kernel: 'linear', mean: [0, 0, 0], std: [1, 1, 1] } },
  embed: (images) => Promise.resolve(Float32Array.from(images.flatMap((image, i) => {
    const index = new DataView(image.buffer).getInt32(0, true);
    // The last bits depend on the micro-batch, as those of a real encoder do.
    return index === 123 ? [NaN, 0, 0, 0] : featuresOf(index).map((value) => value + images.length * 1e-7 + i * 1e-8);
  }))),
  close: () => Promise.resolve(),
};
const tools: ImageRowTools = { decoder, encoder, aligner: { name: 'identity', digest: 'identity' }, dimension: DIMENSION };

const archive = (isTimed = true): ImageArchive => ({
  name: 'made up',
  fingerprint: () => Promise.resolve('1'),
  count: () => Promise.resolve(IMAGES),
  async *items({ after } = {}): AsyncGenerator<ArchiveItem> {
    for (let i = after === undefined ? 0 : Number(after); i < IMAGES; i++) {
      const content = new Uint8Array(Int32Array.of(i).buffer);
      yield { name: `${i}.png`, cursor: String(i + 1), content: i % 2 ? content : () => Promise.resolve(content), ...(isTimed ? { capturedAt: 1_000 * i } : {}), source: `camera ${i % 3}` };
    }
  },
  close: () => Promise.resolve(),
});

const bank: EmbeddedBank = {
  definition: { name: 'small', concepts: [{ slug: 'first', text: 'first' }, { slug: 'second', text: 'second' }, { slug: 'third', text: 'third' }], digest: 'b'.repeat(64), textEncoderDigest: 't', dimension: DIMENSION },
  matrix: Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0),
};
const BASELINE = 400;
const unit = (values: number[]): number[] => values.map((value) => value / Math.hypot(...values));
const baselineVectors = toFloat16(Float32Array.from(Array.from({ length: BASELINE }, (_, i) => unit([0.2 + noise(1e6 + 4 * i), noise(1e6 + 4 * i + 1), noise(1e6 + 4 * i + 2), 0.3])).flat()));
const measure: DriftMeasure = {
  stream: { name: 'main', baselineId: 'base', bankName: 'small', window: 60, mode: 'proved', imagesBetweenFalseAlarms: 1_000, createdAt: 0 },
  bank,
  baseline: { definition: { id: 'base', description: '', images: BASELINE, refused: 0, dimension: DIMENSION, encoderDigest: encoder.descriptor.digest, alignerDigest: 'identity', createdAt: 0, origin: '' }, vectors: baselineVectors },
};
const manifestOf = (chunk: number): BackfillManifest => ({
  format: BACKFILL_FORMAT, stream: 'main', from: 'made up', fingerprint: '1', chunk,
  space: { encoder: 'fake', aligner: 'identity', encoder_digest: encoder.descriptor.digest, aligner_digest: 'identity', dimension: DIMENSION, encoder_dimension: DIMENSION },
  bank: { name: 'small', digest: bank.definition.digest, concepts: ['first', 'second', 'third'] },
  baseline: { id: 'base', images: BASELINE, digest: 'x' },
  settings: { window: 60, images_between_false_alarms: 1_000, mode: 'proved' },
  embeddings: { aligned: true, encoder: true },
});

interface RunParts {
  chunk?: number;
  tables?: TableFiles;
  source?: ImageArchive;
  signal?: AbortSignal;
  beforeCheckpoint?: () => void;
  afterCheckpoint?: () => void;
  onDone?: (done: number) => void;
}

function run(directory: string, { chunk = 64, tables = new ParquetTables(), source = archive(), signal, beforeCheckpoint, afterCheckpoint, onDone }: RunParts = {}) {
  return runBackfill({
    directory, signal, tables, manifest: manifestOf(chunk), rows: new ImageRows(source, tools, { keepFeatures: true, inFlight: 10 }),
    onProgress: ({ done }) => onDone?.(done),
    monitor: {
      bank,
      openEngine: (checkpoint) => openDriftEngine(measure, {
        path: checkpoint.path,
        put: async (bytes) => {
          beforeCheckpoint?.();
          await checkpoint.put(bytes);
          afterCheckpoint?.();
        },
      }),
    },
  });
}

/** Every file of a backfill by name, work included. */
const filesOf = (directory: string): Record<string, string> =>
  Object.fromEntries(readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => [join(entry.parentPath.slice(directory.length), entry.name), readFileSync(join(entry.parentPath, entry.name)).toString('base64')]));

const noMetrics: MetricSink = { increment: () => undefined, set: () => undefined, observe: () => undefined, remove: () => undefined, onScrape: () => undefined };

describe('runBackfill', () => {
  it('scores every image once, notices the shift when it happened, and keeps what is refused', async () => {
    const directory = newFolder();
    const summary = await run(directory);
    expect(summary.images).toEqual({ items: IMAGES, scored: IMAGES - 15, refused: 15 });
    expect(summary.refused_by_reason).toEqual({ truncated: 14, 'invalid-embedding': 1 });
    expect(summary.drift).toBe(true);
    const [first] = summary.episodes;
    expect(first).toMatchObject({ concept: 'first', direction: 'rose', recovered_at: null });
    expect(first.since_position).toBeGreaterThan(SHIFT_AT - 15);
    expect(first.since).toBe(first.since_position * 1_000);
    const chunks = await readBackfillChunks(directory);
    const positions: number[] = [];
    const tables = new ParquetTables();
    for (const { part } of chunks) {
      const table = await tables.read(join(directory, `scores/part-${String(part).padStart(6, '0')}.parquet`), ['image_id', 'captured_at', 'image_position', 'image_source', 'first']);
      table.integers('image_position').forEach((position, i) => expect(table.times('captured_at')[i]).toBe(position * 1_000));
      positions.push(...table.integers('image_position'));
    }
    expect(positions).toEqual(Array.from({ length: IMAGES }, (_, i) => i).filter((i) => i % 50 !== 7 && i !== 123));
  });

  it('leaves the same files bit for bit wherever it is interrupted, however often', async () => {
    const whole = newFolder();
    await run(whole, { chunk: 128 });
    const expected = filesOf(whole);
    class Crash extends Error {}
    const crashing = (left: number) => {
      const countdown = () => {
        if (left-- === 0) throw new Crash('power cut');
      };
      const tables = new ParquetTables();
      return { countdown, tables: { encode: (...given: Parameters<TableFiles['encode']>) => (countdown(), tables.encode(...given)), read: tables.read.bind(tables), columnsOf: tables.columnsOf.bind(tables) } };
    };
    const once = async (directory: string, after: number): Promise<boolean> => {
      const { countdown, tables } = crashing(after);
      try {
        await run(directory, { chunk: 128, tables, beforeCheckpoint: countdown, afterCheckpoint: countdown, onDone: countdown });
        return true;
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        return false;
      }
    };
    let steps = 0;
    for (; ; steps++) {
      const directory = newFolder();
      const isWhole = await once(directory, steps);
      if (!isWhole) await run(directory, { chunk: 128 });
      expect(filesOf(directory), `interrupted after ${steps} steps`).toEqual(expected);
      if (isWhole) break;
    }
    expect(steps).toBeGreaterThan(30);
    const often = newFolder();
    for (let after = 3; !(await once(often, after)); after += 2);
    expect(filesOf(often)).toEqual(expected);
  }, 120_000);

  it('gives the same events whatever the size of a chunk', async () => {
    // One embedding whatever the batch, so that only the chunks differ.
    const scores = await run(newFolder(), { chunk: 64 });
    const other = await run(newFolder(), { chunk: 700 });
    expect(other.episodes.map(({ concept }) => concept)).toEqual(scores.episodes.map(({ concept }) => concept));
  });

  it('is the drift role: the same scores give the same events and the same state, bit for bit', async () => {
    const directory = newFolder();
    await run(directory);
    const state = await SqlStateStore.openSqlite({ path: ':memory:', clock: systemClock });
    await keepBank(state, bank, { name: bank.definition.name, templates: ['{}'], concepts: bank.definition.concepts.map((concept) => ({ ...concept, kind: 'object' as const })) });
    await state.putBlob('baseline/base', baselineVectors);
    await state.put('baseline', 'base', measure.baseline.definition);
    await state.put('stream', 'main', measure.stream);
    const stage = new TrackStage(state, new BaselineLibrary(state), driftConfigSchema.parse({}), noMetrics, systemClock);
    await stage.open(0);
    const digest = scaleDigest(spaceDigest(encoder.descriptor.digest, 'identity'), bank.definition.digest);
    const events = new Map<string, string>();
    for (const { part } of await readBackfillChunks(directory)) {
      const table = await new ParquetTables().read(join(directory, `scores/part-${String(part).padStart(6, '0')}.parquet`), ['image_id', 'image_source', 'captured_at', 'image_position', 'first', 'second', 'third']);
      const columns = ['first', 'second', 'third'].map((name) => table.floats(name));
      const [ids, sources, times, positions] = [table.texts('image_id'), table.texts('image_source'), table.times('captured_at'), table.integers('image_position')];
      const records = positions.map((position, i): StoredRecord => ({
        topic: 'scores.v1', partition: 0, offset: position, key: undefined, headers: {}, timestamp: 0,
        value: scoreCodec.encode({ imageId: ids[i], stream: 'main', source: sources[i], origin: { shard: 0, offset: BigInt(position) }, capturedAtMs: BigInt(times[i]!), scaleDigest: digest, scoresF32: toFloat32Bytes(Float32Array.from(columns, (column) => column[i])) }),
      }));
      for (let from = 0; from < records.length; from += 37) for (const event of await stage.track(0, records.slice(from, from + 37))) events.set(event.id, JSON.stringify(toEventLine(event)));
    }
    const lines = readFileSync(join(directory, 'drift-events.jsonl'), 'utf8').split('\n').filter(Boolean);
    expect(lines.length).toBeGreaterThan(0);
    expect([...events.values()]).toEqual(lines);
    const live = stage.shards.get(0)!.streams.get('main')!.toState('main');
    const [backfilled] = decodeShard(readFileSync(join(directory, 'work/drift.checkpoint'))).streams;
    expect(Buffer.compare(live.monitor, backfilled.monitor)).toBe(0);
    await state.close();
  });

  it('scores a new bank from stored embeddings exactly as from the images', async () => {
    const first = newFolder();
    await run(first);
    const again = newFolder();
    const stored = { directory: first, manifest: manifestOf(64), chunks: await readBackfillChunks(first) };
    const summary = await runBackfill({ directory: again, tables: new ParquetTables(), manifest: { ...manifestOf(64), embeddings: { aligned: false, encoder: false } }, rows: new StoredBackfillRows(stored, new ParquetTables()), monitor: { bank, openEngine: (checkpoint) => openDriftEngine(measure, checkpoint) } });
    expect(summary.images.scored).toBe(IMAGES - 15);
    expect(filesOf(again)['/drift-events.jsonl']).toBe(filesOf(first)['/drift-events.jsonl']);
    expect(filesOf(again)['/work/drift.checkpoint']).toBe(filesOf(first)['/work/drift.checkpoint']);
  });

  it('says null where images have no time, and counts them all the same', async () => {
    const directory = newFolder();
    const { episodes, drift } = await run(directory, { source: archive(false) });
    expect(drift).toBe(true);
    expect(episodes[0].since).toBeNull();
    expect(episodes[0].since_position).toBeGreaterThan(SHIFT_AT - 15);
    const table = await new ParquetTables().read(join(directory, 'scores/part-000000.parquet'), ['captured_at']);
    expect(table.times('captured_at').every((time) => time === undefined)).toBe(true);
  });

  it('stops when asked to and goes on; refuses another source, another bank and a second process', async () => {
    const directory = newFolder();
    const controller = new AbortController();
    await expect(run(directory, { signal: controller.signal, onDone: (done) => done >= 128 && controller.abort() })).rejects.toThrow(/abort/i);
    await expect(runBackfill({ directory, tables: new ParquetTables(), manifest: { ...manifestOf(64), fingerprint: '2', bank: { ...manifestOf(64).bank!, digest: 'other' } }, rows: new ImageRows(archive(), tools) })).rejects.toThrow(/fingerprint, bank\.digest/);
    const [, second] = await Promise.allSettled([run(directory), runBackfill({ directory, tables: new ParquetTables(), manifest: manifestOf(32), rows: new ImageRows(archive(), tools) })]);
    expect(second.status).toBe('rejected');
    const whole = newFolder();
    await run(whole);
    expect(filesOf(directory)).toEqual(filesOf(whole));
  });

  it('holds no more images than it was told to, however many there are', async () => {
    let alive = 0;
    let most = 0;
    const counting: ImageArchive = {
      ...archive(),
      async *items() {
        for (let i = 0; i < 2_000; i++) yield { name: `${i}`, cursor: String(i + 1), content: () => Promise.resolve((most = Math.max(most, ++alive), new Uint8Array(Int32Array.of(1).buffer))) };
      },
    };
    const slow: ImageDecoder = { ...decoder, decode: async (content, spec) => (await new Promise((resolve) => setImmediate(resolve)), alive--, decoder.decode(content, spec)) };
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (inFlight) => {
        most = alive = 0;
        for await (const chunk of new ImageRows(counting, { ...tools, decoder: slow }, { inFlight }).chunks(500, undefined)) expect(chunk.positions).toHaveLength(500);
        expect(most).toBeLessThanOrEqual(inFlight);
      }),
      { numRuns: 5 },
    );
  });
});
