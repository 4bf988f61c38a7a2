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
  // Two rows by four outputs at a time keep the processor busy; each sum adds in the same order as it would alone. An odd last row is its own companion.
  for (let row = 0; row < rows; row += 2) {
    const second = Math.min(row + 1, rows - 1);
    const from = row * ds;
    const other = second * ds;
    for (let j = 0; j < whole; j += 4) {
      let [a, b, c, d] = [bias[j], bias[j + 1], bias[j + 2], bias[j + 3]];
      let [e, f, g, h] = [a, b, c, d];
      for (let i = 0, at = j * ds; i < ds; i++, at++) {
        const u = source[from + i];
        const v = source[other + i];
        const p = weight[at];
        const q = weight[at + ds];
        const r = weight[at + 2 * ds];
        const s = weight[at + 3 * ds];
        a += p * u;
        b += q * u;
        c += r * u;
        d += s * u;
        e += p * v;
        f += q * v;
        g += r * v;
        h += s * v;
      }
      out.set([a, b, c, d], row * dt + j);
      out.set([e, f, g, h], second * dt + j);
    }
    for (const at of [row, second]) for (let j = whole; j < dt; j++) {
      let sum = bias[j];
      for (let i = 0; i < ds; i++) sum += weight[j * ds + i] * source[at * ds + i];
      out[at * dt + j] = sum;
    }
  }
  return out;
}
