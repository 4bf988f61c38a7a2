/** Shares of the baseline below each cut: closer together in the tails, where outliers and wider scores show first. */
const SHARES = [0.003, 0.01, 0.03, 0.07, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.88, 0.93, 0.97, 0.99, 0.997];

/**
 * The order statistics of a baseline of n images that cut the scores into groups: 1-based, ascending, distinct (fewer
 * than 17 for a small baseline).
 *
 * @throws RangeError when the baseline is empty
 * @example cutRanks(1000)[8] // 500
 */
export function cutRanks(n: number): number[] {
  if (!(n >= 1)) throw new RangeError(`cutRanks requires at least one baseline image, got ${n}`);
  return [...new Set(SHARES.map((share) => Math.max(1, Math.min(n, Math.round(n * share)))))];
}
