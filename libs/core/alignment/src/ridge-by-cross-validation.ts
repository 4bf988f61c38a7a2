import { NotPositiveDefinite } from './cholesky';
import type { MatrixMultiplication } from './matrix-multiplication';
import { solvePositiveDefinite } from './solve-positive-definite';

/** Centred normal equations of a ridge regression. */
export interface CentredEquations {
  pairs: number;
  sourceDimension: number;
  targetDimension: number;
  /** d_s × d_s, lower triangle. */
  gram: Float64Array;
  /** d_s × d_t. */
  cross: Float64Array;
  /** Σ of squared targets about their means. */
  targetSquares: number;
}

/** Relative to the mean of the Gram matrix's diagonal. */
const CANDIDATES = [1e-6, 1e-4, 1e-3, 1e-2, 0.03, 0.1, 0.3, 1, 3, 10];
/** Degrees of freedom count so much more, against the known tendency to follow noise (Kim and Gu, 2004). */
const INFLATION = 1.2;
/** Of the pairs that must be free: with fewer, degrees of freedom and residuals are rounding errors. */
const FREE = 0.02;
/** Of the targets' squares: what is left beyond this is a rounding error of float32 products. */
const NOTHING_LEFT = 1e-6;
/** With fewer pairs than dimensions the Gram matrix is singular, and less ridge than this leaves rounding errors in charge. */
const SINGULAR_RIDGE = 1e-3;

/**
 * The ridge that would predict left-out pairs best, by generalised cross-validation (Golub, Heath and Wahba, 1979):
 * RSS(λ) / (n − 1.2 · df(λ))² is smallest. Needs the equations only, no pair again.
 *
 * @returns relative to the mean of the Gram matrix's diagonal; undefined where no candidate can be judged
 * Complexity: O(d_s³ + d_s²·d_t) per candidate.
 */
export async function ridgeByCrossValidation(equations: CentredEquations, product: MatrixMultiplication): Promise<number | undefined> {
  let best: { ridge: number; score: number } | undefined;
  const { pairs, sourceDimension } = equations;
  for (const ridge of CANDIDATES.filter((candidate) => pairs > sourceDimension || candidate >= SINGULAR_RIDGE)) {
    const score = await scoreOf(ridge, equations, product);
    if (score !== undefined && (best === undefined || score < best.score)) best = { ridge, score };
  }
  return best?.ridge;
}

async function scoreOf(ridge: number, { pairs, sourceDimension: ds, targetDimension: dt, gram, cross, targetSquares }: CentredEquations, product: MatrixMultiplication): Promise<number | undefined> {
  let trace = 0;
  for (let i = 0; i < ds; i++) trace += gram[i * ds + i];
  const lambda = (ridge * trace) / ds;
  const a = Float64Array.from(gram);
  for (let i = 0; i < ds; i++) a[i * ds + i] += lambda;
  const columns = dt + ds;
  const b = new Float64Array(ds * columns);
  for (let i = 0; i < ds; i++) {
    b.set(cross.subarray(i * dt, (i + 1) * dt), i * columns);
    b[i * columns + dt + i] = 1;
  }
  try {
    const solution = await solvePositiveDefinite({ a, n: ds, b, columns }, product);
    let [traceOfInverse, explained, squares] = [0, 0, 0];
    for (let i = 0; i < ds; i++) {
      traceOfInverse += solution[i * columns + dt + i];
      for (let j = 0; j < dt; j++) {
        const weight = solution[i * columns + j];
        explained += weight * cross[i * dt + j];
        squares += weight * weight;
      }
    }
    const used = ds - lambda * traceOfInverse;
    const left = pairs - 1 - INFLATION * used;
    const residual = targetSquares - explained - lambda * squares;
    if (used < 0 || left <= FREE * pairs || residual < -NOTHING_LEFT * targetSquares) return undefined;
    return residual > NOTHING_LEFT * targetSquares ? residual / left ** 2 : 0;
  } catch (error) {
    if (error instanceof NotPositiveDefinite) return undefined;
    throw error;
  }
}
