import type { AffineMap } from './affine-map';
import { type MatrixMultiplication, plainMultiplication } from './matrix-multiplication';
import { solvePositiveDefinite } from './solve-positive-definite';

export interface TwoHeads {
  /** The source model's classification head: classes × d_s and classes. */
  sourceHead: Float32Array;
  sourceBias: Float32Array;
  sourceDimension: number;
  /** Text vectors of the same classes: classes × d_t. */
  textHead: Float32Array;
  targetDimension: number;
}

/**
 * An aligner without any image: the source's head V·h + v is written as text head ∘ aligner, T·(W·h + b), by least
 * squares over the classes: W = (TᵀT + λI)⁻¹TᵀV, b likewise. It knows only what the classes span.
 *
 * @param ridge λ, relative to the mean of TᵀT's diagonal. Default 1e-3.
 * @throws RangeError when the heads name different numbers of classes
 */
export async function dataFreeAligner(heads: TwoHeads, ridge = 1e-3, product: MatrixMultiplication = plainMultiplication): Promise<AffineMap> {
  const { sourceDimension: ds, targetDimension: dt, sourceHead, sourceBias, textHead } = heads;
  const classes = sourceBias.length;
  if (sourceHead.length !== classes * ds || textHead.length !== classes * dt) throw new RangeError(`dataFreeAligner requires heads of the same classes, got ${sourceHead.length / ds}, ${classes} and ${textHead.length / dt}`);
  const text = Float64Array.from(textHead);
  const both = new Float64Array(classes * (ds + 1));
  for (let c = 0; c < classes; c++) {
    both.set(sourceHead.subarray(c * ds, (c + 1) * ds), c * (ds + 1));
    both[c * (ds + 1) + ds] = sourceBias[c];
  }
  const gram = await product.multiply(text, text, { rows: dt, inner: classes, columns: dt, transposeA: true });
  let trace = 0;
  for (let i = 0; i < dt; i++) trace += gram[i * dt + i];
  for (let i = 0; i < dt; i++) gram[i * dt + i] += (ridge * trace) / dt;
  const wanted = await product.multiply(text, both, { rows: dt, inner: classes, columns: ds + 1, transposeA: true });
  const solution = await solvePositiveDefinite({ a: gram, n: dt, b: wanted, columns: ds + 1 }, product);
  const weight = new Float32Array(dt * ds);
  const bias = new Float32Array(dt);
  for (let j = 0; j < dt; j++) {
    for (let i = 0; i < ds; i++) weight[j * ds + i] = solution[j * (ds + 1) + i];
    bias[j] = solution[j * (ds + 1) + ds];
  }
  return { sourceDimension: ds, targetDimension: dt, weight, bias };
}
