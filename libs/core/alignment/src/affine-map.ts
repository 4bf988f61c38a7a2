/** z = W·h + b. */
export interface AffineMap {
  sourceDimension: number;
  targetDimension: number;
  /** targetDimension × sourceDimension, row-major. */
  weight: Float32Array;
  bias: Float32Array;
}

/**
 * Applies an affine map to rows.
 *
 * @param source n × d_s, row-major
 * @returns n × d_t, row-major
 * @example applyAffine({ sourceDimension: 2, targetDimension: 1, weight: Float32Array.of(2, 3), bias: Float32Array.of(1) }, Float32Array.of(1, 1)) // [6]
 * Complexity: O(n · d_s · d_t).
 */
export function applyAffine(map: AffineMap, source: Float32Array): Float32Array {
  const { sourceDimension: ds, targetDimension: dt, weight, bias } = map;
  const rows = source.length / ds;
  if (!Number.isInteger(rows)) throw new RangeError(`applyAffine requires whole rows of ${ds} values, got ${source.length}`);
  const out = new Float32Array(rows * dt);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < dt; j++) {
      let sum = bias[j];
      for (let i = 0; i < ds; i++) sum += weight[j * ds + i] * source[row * ds + i];
      out[row * dt + j] = sum;
    }
  }
  return out;
}
