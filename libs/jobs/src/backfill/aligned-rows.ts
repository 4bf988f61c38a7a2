import { applyAffine } from '@conceptwatch/core/alignment';
import type { AlignerWeights, MatrixProduct } from '@conceptwatch/ports';

/** An aligner by name; without weights the encoder's space is the target itself. */
export interface BackfillAligner {
  name: string;
  digest: string;
  weights?: AlignerWeights;
}

/** z = W·h + b, scaled to unit length: image by image, exactly as the live pipeline does it. */
export function alignRows(features: Float32Array, { weights }: BackfillAligner, dimension: number): Float32Array {
  return unitRows(weights ? applyAffine(weights, features) : Float32Array.from(features), dimension);
}

/** The same by a matrix product, for many rows at once; differs in the last bits. */
export async function alignManyRows(features: Float32Array, { weights }: BackfillAligner, product: MatrixProduct): Promise<Float32Array> {
  if (!weights) throw new Error('alignManyRows requires an aligner with weights');
  const { sourceDimension, targetDimension, weight, bias } = weights;
  const rows = features.length / sourceDimension;
  const aligned = await product.multiply(features, weight, { rows, inner: sourceDimension, columns: targetDimension, transposeB: true });
  for (let at = 0; at < aligned.length; at += targetDimension) {
    for (let j = 0; j < targetDimension; j++) aligned[at + j] += bias[j];
  }
  return unitRows(aligned, targetDimension);
}

/** Scales rows to unit length in place; a row without direction becomes NaN, so that nobody scores it. */
function unitRows(rows: Float32Array, dimension: number): Float32Array {
  for (let at = 0; at < rows.length; at += dimension) {
    let square = 0;
    for (let i = at; i < at + dimension; i++) square += rows[i] * rows[i];
    const length = Math.sqrt(square);
    for (let i = at; i < at + dimension; i++) rows[i] = length > 0 && length < Infinity ? rows[i] / length : NaN;
  }
  return rows;
}
