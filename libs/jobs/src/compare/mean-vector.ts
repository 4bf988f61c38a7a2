import { fromFloat16 } from '@conceptwatch/contracts';

/** The mean of all rows of binary16 vectors, in float32. @param set at least one row */
export function meanVector(set: { vectors: Uint8Array; dimension: number }): Float32Array {
  const { vectors, dimension } = set;
  const rows = vectors.length / (2 * dimension);
  const sums = new Float64Array(dimension);
  for (let row = 0; row < rows; row++) {
    const values = fromFloat16(vectors.subarray(row * dimension * 2, (row + 1) * dimension * 2));
    for (let i = 0; i < dimension; i++) sums[i] += values[i];
  }
  return Float32Array.from(sums, (sum) => sum / rows);
}
