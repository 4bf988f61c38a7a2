import { type AffineMap, NormalEquations } from '@conceptwatch/core/alignment';
import type { MatrixProduct } from '@conceptwatch/ports';

interface Pairs {
  source: Float32Array;
  target: Float32Array;
}

interface Dimensions {
  sourceDimension: number;
  targetDimension: number;
}

/** The exact aligner of some pairs; the ridge of few pairs by cross-validation. */
export async function leastSquares(pairs: Pairs, { sourceDimension, targetDimension }: Dimensions, product: MatrixProduct): Promise<AffineMap> {
  const equations = new NormalEquations(sourceDimension, targetDimension, product);
  await equations.update(pairs.source, pairs.target);
  return equations.solve();
}

/** Numbers in [0, 1) out of permutations, for where weights begin. */
export function uniformOf(permute: (n: number) => number[]): () => number {
  let pool: number[] = [];
  return () => ((pool.length > 0 ? pool : (pool = permute(65_536))).pop() as number) / 65_536;
}
