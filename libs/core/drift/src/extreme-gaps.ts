import type { RankGrid } from './rank-grid';

/**
 * The largest and the smallest gap i·w − j·n between a baseline and counts over its rank buckets, with the first bucket
 * where each is attained: one plain scan, O(m), in integers. The reference for `RankWindow`.
 *
 * @param counts per bucket of the grid, w in all
 */
export function extremeGaps({ cumulative, size: n }: RankGrid, counts: ArrayLike<number>, w: number) {
  let [inWindow, before] = [0, 0];
  let [above, aboveAt, below, belowAt] = [0, 0, 0, 0];
  for (let k = 0; k < cumulative.length; k++) {
    inWindow += counts[2 * k];
    const inGap = before * w - inWindow * n;
    inWindow += counts[2 * k + 1];
    before = cumulative[k];
    const atValue = before * w - inWindow * n;
    if (atValue > above) [above, aboveAt] = [atValue, 2 * k + 1];
    if (-inGap > below) [below, belowAt] = [-inGap, 2 * k];
    if (-atValue > below) [below, belowAt] = [-atValue, 2 * k + 1];
  }
  return { above, aboveAt, below, belowAt };
}
