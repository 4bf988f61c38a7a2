import { type AffineMap, alignmentQuality, applyAffine, fitByRecipe, NormalEquations } from '@conceptwatch/core/alignment';
import type { MatrixProduct } from '@conceptwatch/ports';
import { seededPermutations } from '../evaluate/seeded-permutations';
import { RefusedInput } from '../refused-input';
import { type EmbeddedPairs, embeddedPairs, type PairTools } from './embedded-pairs';
import { gatherPairs } from './gather-pairs';

export interface AlignmentRow {
  method: string;
  /** Images fitted on. */
  images: number;
  r2: number;
  r2Centred: number;
  cosine: number;
}

export interface CompareAlignmentsRequest {
  training: AsyncIterable<Uint8Array>;
  heldOut: AsyncIterable<Uint8Array>;
  /** Shares of the training images for the sample-efficiency curve. Default 1/20, 1/10, 1/5, 1/2. */
  shares?: number[];
  seed?: number;
  onProgress?: (label: 'Embedding' | 'Embedding held-out images', images: number) => void;
  signal?: AbortSignal;
}

/** Fits by exact least squares, by the paper's SGD recipe and from fewer images, and judges all on the same held-out images. @throws RefusedInput */
export async function compareAlignments(tools: PairTools & { product: MatrixProduct }, request: CompareAlignmentsRequest): Promise<AlignmentRow[]> {
  const pairs = (label: 'Embedding' | 'Embedding held-out images', images: AsyncIterable<Uint8Array>) =>
    gatherPairs(embeddedPairs(tools, images, { signal: request.signal, onProgress: (done) => request.onProgress?.(label, done) }));
  const training = await pairs('Embedding', request.training);
  const heldOut = await pairs('Embedding held-out images', request.heldOut);
  if (training.images < 20 || heldOut.images < 2) throw new RefusedInput('too-few-images', `To compare aligners at least 20 readable images to fit on and 2 to judge by are needed, and there are ${training.images} and ${heldOut.images}.`);
  const dimensions = { sourceDimension: tools.source.descriptor.dimension, targetDimension: tools.target.descriptor.dimension };
  const judge = (method: string, images: number, map: AffineMap): AlignmentRow => {
    const { r2, r2Centred, cosine } = alignmentQuality(applyAffine(map, heldOut.source), heldOut.target, dimensions.targetDimension);
    return { method, images, r2, r2Centred, cosine };
  };
  const permute = seededPermutations(request.seed ?? 1);
  const rows = [judge('least squares', training.images, await exact(training, dimensions, tools.product))];
  const recipe = await fitByRecipe({ ...training, ...dimensions }, { permute, uniform: uniformOf(permute) }, tools.product);
  rows.push(judge("the paper's SGD recipe, 6 epochs", training.images, recipe));
  for (const share of request.shares ?? [0.05, 0.1, 0.2, 0.5]) {
    const part = chosen(training, permute(training.images).slice(0, Math.max(2, Math.round(share * training.images))), dimensions);
    rows.push(judge(`least squares, ${100 * share} % of the images`, part.images, await exact(part, dimensions, tools.product)));
  }
  return rows;
}

async function exact(pairs: EmbeddedPairs, { sourceDimension, targetDimension }: { sourceDimension: number; targetDimension: number }, product: MatrixProduct): Promise<AffineMap> {
  const equations = new NormalEquations(sourceDimension, targetDimension, product);
  await equations.update(pairs.source, pairs.target);
  return equations.solve();
}

function chosen({ source, target }: EmbeddedPairs, rows: number[], { sourceDimension: ds, targetDimension: dt }: { sourceDimension: number; targetDimension: number }): EmbeddedPairs {
  const part = { source: new Float32Array(rows.length * ds), target: new Float32Array(rows.length * dt), images: rows.length };
  rows.forEach((row, at) => {
    part.source.set(source.subarray(row * ds, (row + 1) * ds), at * ds);
    part.target.set(target.subarray(row * dt, (row + 1) * dt), at * dt);
  });
  return part;
}

/** Numbers in [0, 1) out of random permutations. */
const uniformOf = (permute: (n: number) => number[]): (() => number) => {
  const size = 65_536;
  let pool: number[] = [];
  return () => ((pool.length ? pool : (pool = permute(size))).pop() as number) / size;
};

/** The comparison for a terminal. */
export function describeAlignments(rows: AlignmentRow[]): string {
  const width = Math.max(...rows.map(({ method }) => method.length));
  const line = (cells: string[]): string => cells[0].padEnd(width) + cells.slice(1).map((cell) => cell.padStart(16)).join('');
  return [line(['method', 'images', 'R²', 'R² centred', 'cosine']), ...rows.map(({ method, images, r2, r2Centred, cosine }) => line([method, String(images), ...[r2, r2Centred, cosine].map((value) => value.toFixed(4))]))].join('\n');
}
