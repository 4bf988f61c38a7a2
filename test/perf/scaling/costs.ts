/**
 * What one image costs at each step, and how many bytes it is in each topic: the figures that docs/SCALING.md reckons with.
 *   bash test/photographs/collect.sh && node scripts/run-ts.mjs test/perf/scaling/costs.ts
 */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { PostgresHistory, SqliteHistory } from '@conceptwatch/adapters/history';
import { createToolbox } from '@conceptwatch/composition';
import { embeddingCodec, imageCodec, scoreCodec, toFloat16, toFloat32Bytes } from '@conceptwatch/contracts';
import { scoreBatch } from '@conceptwatch/core/concepts';
import type { History } from '@conceptwatch/ports';
import { startPostgres } from '@conceptwatch/testing';

const PHOTOGRAPH = 'tmp/photographs/scikit-learn/sklearn/datasets/images/china.jpg';
const OUT = 'test/perf/scaling/results';
const ROUNDS = 5;

/** CPU milliseconds per item over all threads: the least of some rounds. */
async function cost(items: number, work: () => Promise<unknown> | unknown): Promise<number> {
  await work();
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1e3 / items);
  }
  return Number(least.toPrecision(3));
}

const toolbox = createToolbox();
const [decoder, embedder] = [await toolbox.decoder(), await toolbox.embedder()];
const { pixels } = embedder.descriptor;
// A photograph of a palace that scikit-learn ships: JPEGs of drawn scenes are far too small.
const photograph = readFileSync(PHOTOGRAPH);
const pictures = Object.fromEntries(await Promise.all([[224, 224], [640, 480], [1920, 1080]].map(async ([width, height]) => [`${width}×${height}`, new Uint8Array(await sharp(photograph).resize(width, height, { fit: 'fill' }).jpeg({ quality: 85 }).toBuffer())] as const)));

const decode: Record<string, number> = {};
for (const [size, bytes] of Object.entries(pictures)) decode[size] = await cost(40, () => Promise.all(Array.from({ length: 40 }, () => decoder.decode(bytes, pixels))));

const decoded = await decoder.decode(pictures['224×224'], pixels);
if (decoded.status !== 'decoded') throw new Error(decoded.detail);
const embed = await cost(256, async () => {
  for (let i = 0; i < 8; i++) await embedder.embed(Array.from({ length: 32 }, () => decoded.pixels));
});

const unit = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(i + 1) / Math.sqrt(length / 2));
const score: Record<string, number> = {};
for (const [dimension, concepts] of [[128, 305], [512, 100], [512, 500]]) score[`${concepts} concepts of ${dimension} values`] = await cost(4096, () => scoreBatch(unit(4096 * dimension), unit(concepts * dimension), dimension));

const about = { imageId: '14e3690111171e-1522d84d', stream: 'yard', source: 'camera-17', receivedAtMs: 1_795_450_287_617n, capturedAtMs: 1_795_450_287_000n };
const origin = { shard: 3, offset: 123_456n };
const bytes = {
  image: Object.fromEntries(Object.entries(pictures).map(([size, value]) => [size, imageCodec.encode({ ...about, contentType: 'image/jpeg', content: { case: 'bytes', value } }).length])),
  imageByReference: imageCodec.encode({ ...about, contentType: 'image/jpeg', content: { case: 'reference', value: 's3://bucket/2026/11/23/camera-17/1795450287000.jpg' } }).length,
  embedding: Object.fromEntries([128, 512].map((dimension) => [`${dimension} values`, embeddingCodec.encode({ ...about, origin, encoderDigest: 'e'.repeat(64), alignerDigest: 'a'.repeat(64), vectorF16: toFloat16(unit(dimension)), imageReference: 'log:images.v1/3/123456' }).length])),
  score: Object.fromEntries([100, 305].map((concepts) => [`${concepts} concepts`, scoreCodec.encode({ ...about, origin, scaleDigest: 's'.repeat(33), scoresF32: toFloat32Bytes(unit(concepts)) }).length])),
};

/** Rows a second of one writer that makes 256 of 512 values durable at a time. */
async function historyRate(history: History): Promise<number> {
  const vector = toFloat16(unit(512));
  const batches = 40;
  let next = 0;
  const start = performance.now();
  for (let batch = 0; batch < batches; batch++) await history.append(Array.from({ length: 256 }, () => ({ imageId: `image-${next}`, stream: 'yard', source: 'camera', shard: 0, offset: next, capturedAt: 1_795_450_287_000 + next++, spaceDigest: 's', vector, imageReference: 'log:images.v1/0/1' })));
  const rate = (256 * batches * 1e3) / (performance.now() - start);
  await history.close();
  return Math.round(rate);
}

const postgres = await startPostgres();
const historyRowsPerSecond = {
  'SQLite': await historyRate(SqliteHistory.open({ path: join(mkdtempSync(join(tmpdir(), 'history-')), 'history.db') })),
  'PostgreSQL without fsync': await historyRate(await PostgresHistory.open({ url: postgres.url })),
};
postgres.stop();
await toolbox.close();
const result = { cores: cpus().length, cpu: cpus()[0].model.trim(), node: process.version, load: loadavg()[0], cpuMilliseconds: { decode, embedBundled: embed, score }, bytes, historyRowsPerSecond };
mkdirSync(OUT, { recursive: true });
writeFileSync(`${OUT}/costs.json`, `${JSON.stringify(result, null, 2)}\n`);
console.log(JSON.stringify(result, null, 2));
