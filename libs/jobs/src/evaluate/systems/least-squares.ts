import { type AffineMap, alignmentQuality, applyAffine, NormalEquations } from '@conceptwatch/core/alignment';
import type { MatrixProduct } from '@conceptwatch/ports';

interface Pairs {
  source: Float32Array;
  target: Float32Array;
}

interface Dimensions {
  sourceDimension: number;
  targetDimension: number;
}

const RIDGES = [1e-6, 1e-4, 1e-2, 0.1, 1];
/** Of the pairs, to choose the ridge by. */
const VALIDATED = 0.2;

/** The exact aligner of some pairs. */
export async function leastSquares(pairs: Pairs, dimensions: Dimensions, product: MatrixProduct, ridge?: number): Promise<AffineMap> {
  return (await equationsOf(pairs, dimensions, product)).solve(ridge);
}

/**
 * The exact aligner of few pairs: with the ridge that served best when a fifth of them was left out, and of all of them.
 *
 * @param permute a permutation of 0..n−1
 */
export async function leastSquaresOfFew(pairs: Pairs, dimensions: Dimensions, { product, permute }: { product: MatrixProduct; permute: (n: number) => number[] }): Promise<AffineMap> {
  const { sourceDimension: ds, targetDimension: dt } = dimensions;
  const order = permute(pairs.source.length / ds);
  const cut = Math.round(VALIDATED * order.length);
  const [validated, fitted] = [order.slice(0, cut), order.slice(cut)].map((rows) => ({ source: rowsOf(pairs.source, rows, ds), target: rowsOf(pairs.target, rows, dt) }));
  const equations = await equationsOf(fitted, dimensions, product);
  const tried: { ridge: number; r2: number }[] = [];
  for (const ridge of RIDGES) tried.push({ ridge, r2: alignmentQuality(applyAffine(await equations.solve(ridge), validated.source), validated.target, dt).r2 });
  return leastSquares(pairs, dimensions, product, tried.reduce((best, other) => (other.r2 > best.r2 ? other : best)).ridge);
}

async function equationsOf(pairs: Pairs, { sourceDimension, targetDimension }: Dimensions, product: MatrixProduct): Promise<NormalEquations> {
  const equations = new NormalEquations(sourceDimension, targetDimension, product);
  await equations.update(pairs.source, pairs.target);
  return equations;
}

function rowsOf(values: Float32Array, rows: readonly number[], dimension: number): Float32Array {
  const out = new Float32Array(rows.length * dimension);
  rows.forEach((row, at) => out.set(values.subarray(row * dimension, (row + 1) * dimension), at * dimension));
  return out;
}

/** Numbers in [0, 1) out of permutations, for where weights begin. */
export function uniformOf(permute: (n: number) => number[]): () => number {
  let pool: number[] = [];
  return () => ((pool.length > 0 ? pool : (pool = permute(65_536))).pop() as number) / 65_536;
}
