// The promise on cameras of the picture-book world whose neighbouring images show one scene: node scripts/run-ts.mjs test/perf/detection/cameras.ts [--hold 8] [--baseline N] [--stream N] [--out FILE]
// Scenes go through the same JPEG, decoder, encoder, rounding and bank as in the product; the scores are kept in tmp/drift.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { EmojiArtBook, encodeImage } from '@conceptwatch/adapters/images-sharp';
import { createToolbox } from '@conceptwatch/composition';
import { toFloat16 } from '@conceptwatch/contracts';
import { BankBaseline, calibrateMonitor, chooseThinning } from '@conceptwatch/core/drift';
import { scoreColumns } from '@conceptwatch/jobs';
import { type Camera, cameraFrame, DEMO_PICTURE, NOUNS, renderScene } from '@conceptwatch/world';

const { values } = parseArgs({
  options: { hold: { type: 'string', default: '8' }, baseline: { type: 'string', default: '6000' }, stream: { type: 'string', default: '12000' }, out: { type: 'string', default: 'tmp/drift/cameras.json' } },
});
const HOLD = Number(values.hold);
const [BASELINE, STREAM] = [Number(values.baseline), Number(values.stream)];
const BUDGET = 1000;
const BATCH = 32;
/** Two cameras that take turns, and other ones for the baseline; as the product's demo they look at weather under the sky. */
const cameraAt = (seed: number): Camera => ({ name: `camera-${seed}`, seed, keepPlace: true, imagesPerScene: HOLD, phases: [{ images: 1, shift: {} }] });
const SETS = { baseline: { cameras: [cameraAt(2_100_001), cameraAt(2_100_002)], images: BASELINE }, stream: { cameras: [cameraAt(2_100_003), cameraAt(2_100_004)], images: STREAM } };

const toolbox = createToolbox();
const [decoder, embedder, bank] = [await toolbox.decoder(), await toolbox.embedder(), await toolbox.bank()];
const art = new EmojiArtBook(NOUNS);
const K = bank.definition.concepts.length;

async function frame(camera: Camera, index: number): Promise<Uint8Array> {
  const { scene, motion } = cameraFrame(camera, index);
  const { pixels } = await renderScene(scene, 224, art, motion);
  const decoded = await decoder.decode(await encodeImage({ pixels, width: 224, height: 224 }, DEMO_PICTURE.format, DEMO_PICTURE.quality), embedder.descriptor.pixels);
  if (decoded.status === 'refused') throw new Error(decoded.detail);
  return decoded.pixels;
}

/** images × K scores, cameras in turn. */
async function scoresOf(name: keyof typeof SETS): Promise<Float32Array> {
  const { cameras, images } = SETS[name];
  const file = `tmp/drift/cameras-${name}-${HOLD}-${images}.f32`;
  if (existsSync(file)) return new Float32Array(new Uint8Array(readFileSync(file)).buffer);
  const scores = new Float32Array(images * K);
  for (let from = 0; from < images; from += BATCH) {
    const indices = Array.from({ length: Math.min(BATCH, images - from) }, (_, i) => from + i);
    const pixels = await Promise.all(indices.map((i) => frame(cameras[i % cameras.length], Math.floor(i / cameras.length))));
    const columns = scoreColumns({ vectors: toFloat16(await embedder.embed(pixels)), dimension: embedder.descriptor.dimension }, bank);
    columns.forEach((column, k) => column.forEach((score, i) => (scores[(from + i) * K + k] = score)));
    if (from % (BATCH * 50) === 0) console.error(`${name}: ${from} of ${images}`);
  }
  mkdirSync('tmp/drift', { recursive: true });
  writeFileSync(file, new Uint8Array(scores.buffer));
  return scores;
}

const baselineScores = await scoresOf('baseline');
const streamScores = await scoresOf('stream');
await toolbox.close();
const sequences = Array.from({ length: K }, (_, k) => Float32Array.from({ length: BASELINE }, (_, i) => baselineScores[i * K + k]));
const images = Array.from({ length: STREAM }, (_, i) => ({ imageId: `image-${i}`, source: SETS.stream.cameras[i % 2].name, position: i, at: i }));
const chosen = chooseThinning(sequences).every;
const rows = [1, ...(chosen ? [chosen] : [])].map((thinning) => {
  const bankBaseline = new BankBaseline(sequences, { thinning });
  const result = calibrateMonitor(bankBaseline, { window: 500, budget: BUDGET, thinning, effectFloor: 0.1 }, { images, scores: streamScores });
  const { measured, autocorrelation, verdict } = result;
  return { imagesPerScene: HOLD, cameras: 2, concepts: K, baseline: BASELINE, independent: bankBaseline.independent, thinning, autocorrelation, promised: BUDGET, watched: STREAM, ...measured, verdict };
});
for (const row of rows) console.error(JSON.stringify(row));
mkdirSync(path.dirname(values.out), { recursive: true });
writeFileSync(values.out, `${JSON.stringify({ rows }, null, 1)}\n`);
