import { componentCoordinates, principalComponents } from './principal-components';

export interface ComponentAlignment {
  k: number;
  /** k × k: row i says of which source components target component i is made; rows of unit length. */
  weight: Float64Array;
  /** Σ over |j − i| ≤ 5 of W_ij²: 1 when component i lies among its own neighbours, whatever the signs. */
  diagonal: Float64Array;
  /** What a random matrix would give: the share of columns within the band. */
  random: Float64Array;
}

const BAND = 5;

/**
 * How far the principal components of two spaces correspond: affine fit q_t ≈ W·q_s + b between the leading k
 * coordinates of both, rows scaled to unit length.
 *
 * @param pairs the same n images in both spaces
 */
export function alignComponents(pairs: { source: Float32Array; target: Float32Array; sourceDimension: number; targetDimension: number }, k = 40): ComponentAlignment {
  const source = principalComponents(pairs.source, pairs.sourceDimension, k);
  const target = principalComponents(pairs.target, pairs.targetDimension, k);
  const [qs, qt] = [componentCoordinates(source, pairs.source), componentCoordinates(target, pairs.target)];
  const n = qs.length / k;
  const weight = new Float64Array(k * k);
  // Coordinates along principal axes are centred and uncorrelated, so that least squares goes entry by entry.
  for (let row = 0; row < n; row++) for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) weight[i * k + j] += (qt[row * k + i] * qs[row * k + j]) / (n * source.variances[j]);
  for (let i = 0; i < k; i++) {
    const length = Math.hypot(...weight.subarray(i * k, (i + 1) * k)) || 1;
    for (let j = 0; j < k; j++) weight[i * k + j] /= length;
  }
  const band = (i: number): number[] => Array.from({ length: k }, (_, j) => j).filter((j) => Math.abs(j - i) <= BAND);
  return {
    k,
    weight,
    diagonal: Float64Array.from({ length: k }, (_, i) => band(i).reduce((sum, j) => sum + weight[i * k + j] ** 2, 0)),
    random: Float64Array.from({ length: k }, (_, i) => band(i).length / k),
  };
}
