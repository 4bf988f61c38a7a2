// How often `compare` names a known change first, and how often it is silent without one:
// node scripts/run-ts.mjs test/perf/detection-by-concept/detection-by-concept.ts [--tries 20] [--from 0] [--images 500] [--share 0.3] [--json FILE] [--models DIR]
// Every try takes two fresh seeds. Scenes go through the same JPEG, decoder, encoder, rounding and tests as in the command line.
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { AlignedEmbedder, OnnxEncoder } from '@conceptwatch/adapters/inference-onnx';
import { createToolbox, loadAligner } from '@conceptwatch/composition';
import { toFloat16 } from '@conceptwatch/contracts';
import { compareConcepts, DETECTED, type EmbeddedBank, scoreColumns } from '@conceptwatch/jobs';
import type { ImageEmbedder } from '@conceptwatch/ports';
import { describeSets, pixelsOf } from './scene-pixels';

const { values } = parseArgs({ options: { tries: { type: 'string', default: '20' }, from: { type: 'string', default: '0' }, images: { type: 'string', default: '500' }, share: { type: 'string', default: '0.3' }, json: { type: 'string' }, models: { type: 'string', default: 'models' } } });
const [tries, from, images, share] = [values.tries, values.from, values.images, values.share].map(Number);
const FIRST_SEED = 1_500_000;
const NONE = 'no change';
const changes = [NONE, ...DETECTED];

interface Outcome {
  model: string;
  change: string;
  attempt: number;
  drift: boolean;
  /** First of the concepts that rose, and its D. */
  first: string;
  distance: number;
}

async function models(): Promise<{ name: string; embedder: ImageEmbedder }[]> {
  const clip = await OnnxEncoder.load(path.join(values.models, 'conceptwatch-mini-clip'), { threads: 1 });
  const found = [{ name: 'clip', embedder: new AlignedEmbedder(clip) as ImageEmbedder }];
  const aligner = path.join(values.models, 'aligners', 'default.safetensors');
  if (!existsSync(aligner)) return found;
  const source = await OnnxEncoder.load(path.join(values.models, 'conceptwatch-source-supervised'), { threads: 1 });
  return [...found, { name: 'aligned', embedder: new AlignedEmbedder(source, await loadAligner(aligner, source.descriptor)) }];
}

async function embedAll(embedder: ImageEmbedder, pixels: Uint8Array[]): Promise<Uint8Array> {
  const rows: Uint8Array[] = [];
  for (let at = 0; at < pixels.length; at += 32) rows.push(toFloat16(await embedder.embed(pixels.slice(at, at + 32))));
  return Buffer.concat(rows);
}

function judge(bank: EmbeddedBank, columns: Float32Array[], sets: { baseline: number[]; current: number[] }): Pick<Outcome, 'drift' | 'first' | 'distance'> {
  const pick = (rows: number[]): Float32Array[] => columns.map((scores) => Float32Array.from(rows, (row) => scores[row]));
  const concepts = compareConcepts(bank, { baseline: pick(sets.baseline), current: pick(sets.current) }, { fdr: 0.01, minEffect: 0.05 });
  const first = concepts.find(({ result }) => result.direction === 'rose');
  return { drift: concepts.some(({ drift }) => drift), first: first?.result.concept ?? '', distance: first?.result.ks ?? 0 };
}

const toolbox = createToolbox({ models: values.models });
const bank = await toolbox.bank();
const outcomes: Outcome[] = [];
const evaluated = await models();
for (let attempt = from; attempt < from + tries; attempt++) {
  const [baselineSeed, currentSeed] = [FIRST_SEED + 2 * attempt, FIRST_SEED + 2 * attempt + 1];
  const requests = [{ seed: baselineSeed, count: images }, ...changes.map((change) => ({ seed: currentSeed, count: images, shift: change === NONE ? undefined : { [change]: share } }))];
  const { unique, sets } = describeSets(requests);
  const pixels = await pixelsOf(unique, evaluated[0].embedder.descriptor.pixels, `tmp/detection/${attempt}-${images}-${share}.pixels`);
  for (const { name, embedder } of evaluated) {
    const columns = scoreColumns({ vectors: await embedAll(embedder, pixels), dimension: embedder.descriptor.dimension }, bank);
    changes.forEach((change, i) => outcomes.push({ model: name, change, attempt, ...judge(bank, columns, { baseline: sets[0], current: sets[i + 1] }) }));
  }
  console.error(`try ${attempt}: ${unique.length} scenes`);
}

const right = ({ change, drift, first }: Outcome): boolean => (change === NONE ? !drift : drift && first === change);
for (const { name } of evaluated) {
  console.log(`\n${name}: right of ${tries} (${images} images a side, share ${share})`);
  for (const change of changes) {
    const mine = outcomes.filter((o) => o.model === name && o.change === change);
    const wrong = mine.filter((o) => !right(o)).map((o) => `${o.first} ${o.distance.toFixed(3)}`);
    console.log(`  ${change.padEnd(16)} ${String(mine.filter(right).length).padStart(3)}${wrong.length ? `   instead: ${wrong.join(', ')}` : ''}`);
  }
}
if (values.json) writeFileSync(values.json, `${JSON.stringify({ tries, images, share, outcomes }, null, 2)}\n`);
await toolbox.close();
