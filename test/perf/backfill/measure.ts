/**
 * Images per second of a backfill from images and from stored embeddings, in one run on one machine:
 *
 *   node scripts/run-ts.mjs test/perf/backfill/measure.ts [IMAGES] [STORED]    (in the repository's root, after `npm run build`)
 *
 * IMAGES pictures are rendered and backfilled from a folder; their embeddings, repeated to STORED rows, are then
 * scored by a new concept, by the default bank, and through a new aligner. Everything that a user waits for is in the
 * time (reading, scoring, drift engine, writing tables, checkpoints), the loading of models is not.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ParquetTables } from '@conceptwatch/adapters/files';
import { type BackfillOptions, PictureBook, prepareBackfill, serviceConfig } from '@conceptwatch/composition';
import { type BackfillManifest, type ChunkEntry, readBackfillChunks, runBackfill } from '@conceptwatch/jobs';
import type { TableColumn } from '@conceptwatch/ports';

const [images = 1_500, stored = 400_000] = process.argv.slice(2).map(Number);
const TRAINING = 1_000;
const ROUNDS = 3;
const CHUNK = 8_192;
const OUT = 'test/perf/backfill/results/backfill.json';
const COLUMNS = ['image_id', 'image_name', 'image_source', 'captured_at', 'image_position', 'vector_f16', 'encoder_f32'];
const root = mkdtempSync(path.join(os.tmpdir(), 'backfill-perf-'));
const config = serviceConfig({ storage: { directory: path.join(root, 'data') } });
const tables = new ParquetTables();

interface Measured {
  what: string;
  rows: number;
  imagesPerSecond: number[];
  median: number;
  cpuSecondsPerMillion: number;
}

async function pictures(): Promise<void> {
  const book = new PictureBook({ edge: 224, format: 'jpeg' });
  for (const [folder, count, seed] of [['train', TRAINING, 1], ['past', images, 2]] as const) {
    mkdirSync(path.join(root, folder));
    for (let i = 0; i < count; i++) writeFileSync(path.join(root, folder, `${String(i).padStart(6, '0')}.jpg`), (await book.scene({ seed, shift: folder === 'past' && i > count / 2 ? { snow: 0.5 } : {} }, i)).bytes);
  }
  writeFileSync(path.join(root, 'one.yaml'), 'name: one\nconcepts: [snow]\n');
}

/** Repeats a backfill's embeddings until there are enough. */
async function repeated(from: string, to: string): Promise<void> {
  const manifest = { ...(JSON.parse(readFileSync(path.join(from, 'manifest.json'), 'utf8')) as BackfillManifest), chunk: CHUNK };
  const rows: { id: string; name: string; vector: Uint8Array; features: Uint8Array }[] = [];
  for (const { part } of await readBackfillChunks(from)) {
    const table = await tables.read(path.join(from, `embeddings/part-${String(part).padStart(6, '0')}.parquet`), COLUMNS);
    const [ids, names, vectors, features] = [table.texts('image_id'), table.texts('image_name'), table.bytes('vector_f16'), table.bytes('encoder_f32')];
    ids.forEach((id, i) => rows.push({ id, name: names[i], vector: vectors[i], features: features[i] }));
  }
  mkdirSync(path.join(to, 'work'), { recursive: true });
  mkdirSync(path.join(to, 'embeddings'));
  const chunks: ChunkEntry[] = [];
  for (let begin = 0; begin < stored; begin += CHUNK) {
    const end = Math.min(stored, begin + CHUNK);
    const chosen = Array.from({ length: end - begin }, (_, i) => rows[(begin + i) % rows.length]);
    const columns: TableColumn[] = [
      { name: 'image_id', type: 'text', values: chosen.map(({ id }, i) => `${id}-${begin + i}`) },
      { name: 'captured_at', type: 'time', values: chosen.map((_, i) => 1.7e12 + begin + i) },
      { name: 'image_name', type: 'text', values: chosen.map(({ name }) => name) },
      { name: 'image_source', type: 'text', values: chosen.map(() => 'camera') },
      { name: 'image_position', type: 'integer', values: chosen.map((_, i) => begin + i) },
      { name: 'vector_f16', type: 'bytes', values: chosen.map(({ vector }) => vector) },
      { name: 'encoder_f32', type: 'bytes', values: chosen.map(({ features }) => features) },
    ];
    writeFileSync(path.join(to, `embeddings/part-${String(chunks.length).padStart(6, '0')}.parquet`), tables.encode(columns, {}));
    chunks.push({ part: chunks.length, from: begin, to: end, rows: end - begin, refused: 0, last: end - 1, cursor: String(chunks.length + 1) });
  }
  writeFileSync(path.join(to, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(path.join(to, 'work/chunks.jsonl'), chunks.map((chunk) => `${JSON.stringify(chunk)}\n`).join(''));
}

let runs = 0;
async function measure(what: string, options: Partial<BackfillOptions>): Promise<Measured> {
  const rates: number[] = [];
  let rows = 0;
  let cpu = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const prepared = await prepareBackfill(config, { from: '', stream: 'main', out: path.join(root, `out-${runs++}`), embeddings: false, window: 500, ...options });
    const [start, used] = [performance.now(), process.cpuUsage()];
    const { images: counted } = await runBackfill(prepared.request);
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(used);
    rows = counted.scored;
    rates.push(rows / seconds);
    cpu = Math.min(cpu, ((user + system) / rows) * 1);
    await prepared.close();
  }
  rates.sort((a, b) => a - b);
  const result = { what, rows, imagesPerSecond: rates.map(Math.round), median: Math.round(rates[ROUNDS >> 1]), cpuSecondsPerMillion: Math.round(cpu * 10) / 10 };
  console.error(JSON.stringify(result));
  return result;
}

await pictures();
const from = (name: string): string => path.join(root, name);
const embedded = async (name: string): Promise<string> => {
  const out = from(`${name}-embedded`);
  const prepared = await prepareBackfill(config, { from: from(name), stream: name, out, embedOnly: true });
  await runBackfill(prepared.request);
  await prepared.close();
  return out;
};
const [past, train] = [await embedded('past'), await embedded('train')];
const many = from('many');
await repeated(past, many);
cpSync('models/aligners/default.safetensors', from('new.safetensors'));
const one = from('one.yaml');
const results = [
  await measure('images, one concept', { from: from('past'), baseline: train, bankFile: one }),
  await measure('images, default bank', { from: from('past'), baseline: train }),
  await measure('stored embeddings, one new concept', { from: many, baseline: train, bankFile: one }),
  await measure('stored embeddings, default bank', { from: many, baseline: train }),
  await measure('stored embeddings, new aligner and one concept', { from: many, baseline: train, bankFile: one, aligner: from('new.safetensors') }),
];
const ratio = (of: number, to: number): number => results[of].median / results[to].median;
const summary = { cores: os.cpus().length, cpu: os.cpus()[0].model.trim(), node: process.version, load: os.loadavg()[0], storedToImages: { oneConcept: ratio(2, 0), defaultBank: ratio(3, 1), newAligner: ratio(4, 0) }, results };
mkdirSync(path.dirname(OUT), { recursive: true });
writeFileSync(OUT, `${JSON.stringify(summary, null, 2)}\n`);
console.log('backfill                                          images/s   × from images');
for (const { what, median } of results) console.log(`${what.padEnd(48)} ${median.toLocaleString('en').padStart(9)} ${(median / results[0].median).toFixed(1).padStart(9)}`);
rmSync(root, { recursive: true });
