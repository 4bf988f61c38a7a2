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
  const whole = dt - (dt % 4);
  for (let row = 0; row < rows; row++) {
    const from = row * ds;
    // Four sums at a time keep the processor busy; each adds in the same order as it would alone.
    for (let j = 0; j < whole; j += 4) {
      let [a, b, c, d] = [bias[j], bias[j + 1], bias[j + 2], bias[j + 3]];
      for (let i = 0, at = j * ds; i < ds; i++, at++) {
        const value = source[from + i];
        a += weight[at] * value;
        b += weight[at + ds] * value;
        c += weight[at + 2 * ds] * value;
        d += weight[at + 3 * ds] * value;
      }
      out.set([a, b, c, d], row * dt + j);
    }
    for (let j = whole; j < dt; j++) {
      let sum = bias[j];
      for (let i = 0; i < ds; i++) sum += weight[j * ds + i] * source[from + i];
      out[row * dt + j] = sum;
    }
  }
  return out;
}
