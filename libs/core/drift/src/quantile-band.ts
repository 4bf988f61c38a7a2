import { betaQuantile } from '@conceptwatch/core/numerics';

/** What is known of the true share below one baseline cut. */
export interface QuantileBand {
  /** 1-based order statistic of the baseline that is the cut. */
  rank: number;
  /** With probability 1 − δ over all cuts, the true share lies in [low, high]. */
  low: number;
  high: number;
}

/**
 * Baseline quantiles with exact confidence bands: the k-th of n order statistics cuts off a share that
 * is Beta(k, n − k + 1), whatever the distribution.
 *
 * @param n images of the baseline @param cuts number of cuts @param delta probability that any band is wrong
 * @throws RangeError when the baseline has fewer images than cuts
 * @example quantileBands(999, 1, 0.01)[0].rank // 500
 */
export function quantileBands(n: number, cuts: number, delta: number): QuantileBand[] {
  if (n < cuts) throw new RangeError(`quantileBands requires at least ${cuts} baseline images, got ${n}`);
  return Array.from({ length: cuts }, (_, j) => {
    const rank = Math.max(1, Math.min(n, Math.round(n * quantileOfCut(j, cuts))));
    const low = betaQuantile(delta / (2 * cuts), rank, n - rank + 1);
    return { rank, low, high: 1 - betaQuantile(delta / (2 * cuts), n - rank + 1, rank) };
  });
}

/** Share of the baseline that an outermost cut leaves outside, where outliers show first. */
const TAIL = 0.01;

/** Evenly spaced, but for the outermost two of at least five cuts. */
function quantileOfCut(cut: number, cuts: number): number {
  if (cuts < 5) return (cut + 1) / (cuts + 1);
  if (cut === 0) return TAIL;
  if (cut === cuts - 1) return 1 - TAIL;
  return cut / (cuts - 1);
}

/**
 * The smallest change of a share that the promise can ever prove with this baseline: half the widest band. What moves
 * by less stays invisible by design.
 */
export function smallestProvableEffect(n: number, concepts: number, { cuts = DEFAULT_CUTS, delta = DEFAULT_DELTA } = {}): number {
  const bands = quantileBands(n, Math.min(cuts, n), delta / concepts);
  return Math.max(...bands.map(({ low, high }) => (high - low) / 2));
}

export const DEFAULT_CUTS = 15;
export const DEFAULT_DELTA = 0.01;
