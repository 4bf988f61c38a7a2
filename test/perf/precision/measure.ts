/**
 * How far half and 8-bit weights are from full ones, and what they cost, on the same pictures in one run.
 * First: python test/perf/precision/make_models.py tmp/perf-models models/conceptwatch-source-supervised models/conceptwatch-mini-clip
 * Then: node scripts/run-ts.mjs test/perf/precision/measure.ts [--images 200 --out FILE.json]
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { OnnxEncoder } from '@conceptwatch/adapters/inference-onnx';
import { createToolbox, PictureBook } from '@conceptwatch/composition';

const { values } = parseArgs({ options: { images: { type: 'string', default: '200' }, models: { type: 'string', default: 'tmp/perf-models' }, out: { type: 'string', default: 'test/perf/precision/results/precision.json' } } });
const FOLDERS = ['vit-b-16-random', 'conceptwatch-source-supervised', 'conceptwatch-mini-clip'];
const BATCH = 8;

interface Row {
  model: string;
  precision: 'fp32' | 'fp16' | 'int8';
  images: number;
  /** Cosine between the embedding and that of full precision. */
  cosine: { mean: number; least: number };
  imagesPerSecond: number;
  /** Speed divided by that of full precision. */
  speed: number;
}

async function embedAll(folder: string, precision: Row['precision'], bytes: Uint8Array[]): Promise<{ rows: Float32Array; dimension: number; imagesPerSecond: number }> {
  const encoder = await OnnxEncoder.load(folder, { threads: 1, precision });
  const decoder = await createToolbox().decoder();
  const decoded = await Promise.all(bytes.map((image) => decoder.decode(image, encoder.descriptor.pixels)));
  const pixels = decoded.map((image) => {
    if (image.status !== 'decoded') throw new Error(`a rendered picture was refused: ${image.reason}`);
    return image.pixels;
  });
  await encoder.embed(pixels.slice(0, BATCH));
  const { dimension } = encoder.descriptor;
  const rows = new Float32Array(pixels.length * dimension);
  const start = performance.now();
  for (let at = 0; at < pixels.length; at += BATCH) rows.set(await encoder.embed(pixels.slice(at, at + BATCH)), at * dimension);
  const imagesPerSecond = (pixels.length * 1000) / (performance.now() - start);
  await encoder.close();
  return { rows, dimension, imagesPerSecond };
}

function cosines(a: Float32Array, b: Float32Array, dimension: number): number[] {
  return Array.from({ length: a.length / dimension }, (_, image) => {
    let [dot, aa, bb] = [0, 0, 0];
    for (let i = image * dimension; i < (image + 1) * dimension; i++) [dot, aa, bb] = [dot + a[i] * b[i], aa + a[i] ** 2, bb + b[i] ** 2];
    return dot / Math.sqrt(aa * bb);
  });
}

const book = new PictureBook();
const bytes = await Promise.all(Array.from({ length: Number(values.images) }, async (_, i) => (await book.scene({ seed: 6_000_000, shift: {} }, i)).bytes));
const rows: Row[] = [];
for (const model of FOLDERS) {
  const folder = path.join(values.models, model);
  if (!existsSync(folder)) throw new Error(`"${folder}" is missing: run make_models.py first, as the head of this file says.`);
  const images = model.startsWith('vit') ? bytes.slice(0, 48) : bytes;
  const full = await embedAll(folder, 'fp32', images);
  for (const precision of ['fp32', 'fp16', 'int8'] as const) {
    const measured = precision === 'fp32' ? full : await embedAll(folder, precision, images);
    const agreement = cosines(full.rows, measured.rows, full.dimension);
    rows.push({ model, precision, images: images.length, cosine: { mean: agreement.reduce((a, b) => a + b, 0) / agreement.length, least: Math.min(...agreement) }, imagesPerSecond: measured.imagesPerSecond, speed: measured.imagesPerSecond / full.imagesPerSecond });
    const { cosine, imagesPerSecond, speed } = rows[rows.length - 1];
    console.log(`${model.padEnd(32)} ${precision}  cosine mean ${cosine.mean.toFixed(5)}, least ${cosine.least.toFixed(5)}; ${imagesPerSecond.toFixed(1)} images/s, ${speed.toFixed(2)} x fp32`);
  }
}
mkdirSync(path.dirname(values.out), { recursive: true });
writeFileSync(values.out, `${JSON.stringify({ node: process.version, threads: 1, batch: BATCH, rows }, null, 2)}\n`);
const table = rows.map(({ model, precision, images, cosine, imagesPerSecond, speed }) => `| ${model} | ${precision} | ${images} | ${cosine.mean.toFixed(5)} | ${cosine.least.toFixed(5)} | ${imagesPerSecond.toFixed(1)} | ${speed.toFixed(2)} |`);
writeFileSync(values.out.replace(/json$/, 'md'), ['| model | precision | images | cosine to fp32, mean | least | images/s, one thread | speed / fp32 |', '|---|---|---|---|---|---|---|', ...table, ''].join('\n'));
console.log(`→ ${values.out}`);
process.exit(0);
