import { AlignedEmbedder, OnnxEncoder } from '@conceptwatch/adapters/inference-onnx';
import { createToolbox } from '@conceptwatch/composition';
import { toFloat16 } from '@conceptwatch/contracts';
import { compareConcepts, DETECTED, type EmbeddedBank, scoreColumns } from '@conceptwatch/jobs';
import type { ImageEmbedder } from '@conceptwatch/ports';
import { describeSets, pixelsOf } from './scene-pixels';

const FIRST_SEED = 1_500_000;
export const NO_CHANGE = 'no change';
export const CHANGES = [NO_CHANGE, ...DETECTED];

export interface Outcome {
  model: string;
  change: string;
  attempt: number;
  drift: boolean;
  /** First of the concepts that rose, and its D. */
  first: string;
  distance: number;
  /** D of the concept that was made to rise. */
  own: number;
}

export interface Design {
  from: number;
  tries: number;
  /** A side. */
  images: number;
  share: number;
}

export const isRight = ({ change, drift, first }: Outcome): boolean => (change === NO_CHANGE ? !drift : drift && first === change);

/** The pipeline that the product uses by default, and CLIP's own image tower beside it. */
export async function evaluatedModels(clipFolder: string): Promise<{ bank: EmbeddedBank; models: { name: string; embedder: ImageEmbedder }[] }> {
  const toolbox = createToolbox();
  const clip = await OnnxEncoder.load(clipFolder, { threads: 1 });
  return { bank: await toolbox.bank(), models: [{ name: 'default', embedder: await toolbox.embedder() }, { name: 'clip', embedder: new AlignedEmbedder(clip) }] };
}

/** Tries, each with two fresh seeds: what `compare` finds first for every change, and without one. */
export async function runTries({ bank, models }: Awaited<ReturnType<typeof evaluatedModels>>, design: Design, onTry?: (attempt: number) => void): Promise<Outcome[]> {
  const { from, tries, images, share } = design;
  const outcomes: Outcome[] = [];
  for (let attempt = from; attempt < from + tries; attempt++) {
    const current = FIRST_SEED + 2 * attempt + 1;
    const { unique, sets } = describeSets([{ seed: current - 1, count: images }, ...CHANGES.map((change) => ({ seed: current, count: images, shift: change === NO_CHANGE ? undefined : { [change]: share } }))]);
    const pixels = await pixelsOf(unique, models[0].embedder.descriptor.pixels, `tmp/detection/${attempt}-${images}-${share}.pixels`);
    for (const { name, embedder } of models) {
      const columns = scoreColumns({ vectors: await embedAll(embedder, pixels), dimension: embedder.descriptor.dimension }, bank);
      CHANGES.forEach((change, i) => outcomes.push({ model: name, change, attempt, ...judge(bank, columns, { baseline: sets[0], current: sets[i + 1], change }) }));
    }
    onTry?.(attempt);
  }
  return outcomes;
}

async function embedAll(embedder: ImageEmbedder, pixels: Uint8Array[]): Promise<Uint8Array> {
  const rows: Uint8Array[] = [];
  for (let at = 0; at < pixels.length; at += 32) rows.push(toFloat16(await embedder.embed(pixels.slice(at, at + 32))));
  return Buffer.concat(rows);
}

function judge(bank: EmbeddedBank, columns: Float32Array[], sets: { baseline: number[]; current: number[]; change: string }): Pick<Outcome, 'drift' | 'first' | 'distance' | 'own'> {
  const pick = (rows: number[]): Float32Array[] => columns.map((scores) => Float32Array.from(rows, (row) => scores[row]));
  const concepts = compareConcepts(bank, { baseline: pick(sets.baseline), current: pick(sets.current) }, { fdr: 0.01, minEffect: 0.05 });
  const rose = concepts.filter(({ result }) => result.direction === 'rose').map(({ result }) => result);
  const own = rose.find(({ concept }) => concept === sets.change)?.ks ?? 0;
  return { drift: concepts.some(({ drift }) => drift), first: rose[0]?.concept ?? '', distance: rose[0]?.ks ?? 0, own };
}
