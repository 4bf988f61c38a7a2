import { quantileSorted, standardDeviation } from 'simple-statistics';

/**
 * A smooth picture of where values lie: a Gaussian kernel density estimate with Silverman's bandwidth, computed on a
 * grid by linear binning. For people to look at; no decision rests on it.
 *
 * @param sorted finite values in ascending order, at least two
 * @param grid equally spaced points, ascending
 * @returns the density at each grid point (area 1 over an unbounded grid)
 * Complexity: O(n + g²) for n values and g grid points.
 */
export function densityCurve(sorted: ArrayLike<number>, grid: number[]): number[] {
  if (sorted.length < 2) throw new RangeError(`densityCurve requires at least 2 values, got ${sorted.length}`);
  const step = grid[1] - grid[0];
  const weights = binLinearly(sorted, grid, step);
  const bandwidth = Math.max(silverman(sorted), step);
  const reach = Math.ceil((4 * bandwidth) / step);
  const kernel = Array.from({ length: reach + 1 }, (_, i) => Math.exp(-0.5 * ((i * step) / bandwidth) ** 2));
  const scale = 1 / (sorted.length * bandwidth * Math.sqrt(2 * Math.PI));
  return grid.map((_, g) => {
    let sum = 0;
    for (let b = Math.max(0, g - reach); b <= Math.min(grid.length - 1, g + reach); b++) sum += weights[b] * kernel[Math.abs(g - b)];
    return sum * scale;
  });
}

function binLinearly(values: ArrayLike<number>, grid: number[], step: number): Float64Array {
  const weights = new Float64Array(grid.length);
  for (let i = 0; i < values.length; i++) {
    const position = Math.min(Math.max((values[i] - grid[0]) / step, 0), grid.length - 1);
    const left = Math.min(Math.floor(position), grid.length - 2);
    weights[left] += 1 - (position - left);
    weights[left + 1] += position - left;
  }
  return weights;
}

/** Silverman's rule of thumb: 0.9 · min(s, IQR / 1.34) · n^(−1/5). */
function silverman(sorted: ArrayLike<number>): number {
  const values = Array.from(sorted);
  const spread = standardDeviation(values);
  const middle = (quantileSorted(values, 0.75) - quantileSorted(values, 0.25)) / 1.34;
  return 0.9 * (middle > 0 ? Math.min(spread, middle) : spread) * values.length ** -0.2;
}
