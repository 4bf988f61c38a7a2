import { applyAffine, type AffineMap } from '@conceptwatch/core/alignment';

/**
 * Concept vectors taken into a source space, where the source's own embeddings are compared with them: the other way
 * round than aligning images (the paper found it weaker). Concepts are seen from their common mean, and so must images be.
 *
 * @param matrix concepts × d_t, unit rows; @param back the aligner from the target into the source space
 * @returns concepts × d_s, unit rows
 * @throws RangeError when the aligner is of another target
 */
export function textInSourceSpace(matrix: Float32Array, back: AffineMap): Float32Array {
  const { sourceDimension: dt, targetDimension: ds } = back;
  const concepts = matrix.length / dt;
  if (!Number.isInteger(concepts)) throw new RangeError(`textInSourceSpace requires concepts of ${dt} values, as the aligner takes them; got ${matrix.length}`);
  const mean = new Float64Array(dt);
  for (let i = 0; i < matrix.length; i++) mean[i % dt] += matrix[i] / concepts;
  const mapped = applyAffine({ ...back, bias: new Float32Array(ds) }, matrix.map((value, i) => value - mean[i % dt]));
  for (let at = 0; at < mapped.length; at += ds) {
    const length = Math.hypot(...mapped.subarray(at, at + ds)) || 1;
    for (let i = at; i < at + ds; i++) mapped[i] /= length;
  }
  return mapped;
}
