import { type AffineMap, NormalEquations } from '@conceptwatch/core/alignment';
import type { MatrixProduct } from '@conceptwatch/ports';

/** The exact aligner of some pairs. */
export async function leastSquares(pairs: { source: Float32Array; target: Float32Array }, { sourceDimension, targetDimension }: { sourceDimension: number; targetDimension: number }, product: MatrixProduct): Promise<AffineMap> {
  const equations = new NormalEquations(sourceDimension, targetDimension, product);
  await equations.update(pairs.source, pairs.target);
  return equations.solve();
}

/** Numbers in [0, 1) out of permutations, for where weights begin. */
export function uniformOf(permute: (n: number) => number[]): () => number {
  let pool: number[] = [];
  return () => ((pool.length > 0 ? pool : (pool = permute(65_536))).pop() as number) / 65_536;
}
