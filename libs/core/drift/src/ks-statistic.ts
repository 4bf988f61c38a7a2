/** D as an exact fraction: `gap` / (n·w), with where it is attained. */
export interface KsStatistic {
  /** Integer: max |i·w − j·n| over the merged values, i and j counting values at most x. */
  gap: number;
  /** gap / (n·w). */
  distance: number;
  /** The smallest value where D is attained. */
  location: number;
  /** +1 when the sample's values are larger there (its share at or below `location` is smaller), −1 when smaller. */
  sign: 1 | -1;
}

/**
 * Two-sample Kolmogorov–Smirnov statistic of two ascending samples, exact in integers, ties included. O(n + w).
 *
 * Sign and ties between both sides follow SciPy's `ks_2samp`: the positive side wins a draw.
 */
export function ksStatistic(baseline: ArrayLike<number>, sample: ArrayLike<number>): KsStatistic {
  const n = baseline.length;
  const w = sample.length;
  let i = 0;
  let j = 0;
  let above = -Infinity;
  let below = -Infinity;
  let aboveAt = NaN;
  let belowAt = NaN;
  while (i < n || j < w) {
    const x = j >= w || (i < n && baseline[i] <= sample[j]) ? baseline[i] : sample[j];
    while (i < n && baseline[i] === x) i++;
    while (j < w && sample[j] === x) j++;
    const gap = i * w - j * n;
    if (gap > above) {
      above = gap;
      aboveAt = x;
    }
    if (-gap > below) {
      below = -gap;
      belowAt = x;
    }
  }
  const falls = below > above;
  const gap = falls ? below : above;
  return { gap, distance: gap / (n * w), location: falls ? belowAt : aboveAt, sign: falls ? -1 : 1 };
}
