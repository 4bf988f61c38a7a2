/**
 * The direction of the mean of several unit vectors: what a concept of several prompts is represented by.
 *
 * @param rows n × dimension, row-major, at least one row
 * @returns a vector of unit length
 * @throws RangeError when there is no row, or when the rows cancel out
 * @example meanDirection(Float32Array.of(1, 0, 0, 1), 2) // Float32Array [0.7071…, 0.7071…]
 */
export function meanDirection(rows: Float32Array, dimension: number): Float32Array {
  if (rows.length === 0 || rows.length % dimension) throw new RangeError(`meanDirection requires whole rows of ${dimension} values and at least one, got ${rows.length} values`);
  const sum = new Float64Array(dimension);
  for (let i = 0; i < rows.length; i++) sum[i % dimension] += rows[i];
  const length = Math.hypot(...sum);
  if (!(length > 1e-9)) throw new RangeError('meanDirection requires vectors that do not cancel out');
  return Float32Array.from(sum, (value) => value / length);
}
