import { betsFor, FIRST_SHARE } from './bets';
import { cutRanks } from './cut-ranks';

/** Probability that a baseline is so unlucky that the promise does not hold. */
export const DEFAULT_DELTA = 0.01;

/**
 * The smallest change of a share that is sure to be found in the end with this baseline: whatever moves the share of
 * images below one of seven quantiles by more makes the evidence of some bet grow without bound. Less may stay invisible,
 * by design: the baseline itself is not known better. O(components × groups).
 *
 * @param bets of the baseline, where they are made already
 * @throws RangeError when the baseline has fewer than 20 images
 * @example smallestProvableEffect(10_000, 1) < smallestProvableEffect(1000, 1) // true
 */
export function smallestProvableEffect(n: number, concepts: number, bets = betsFor(n, DEFAULT_DELTA / concepts)): number {
  const ranks = cutRanks(n);
  const { components, factors } = bets;
  const smallest = new Map<string, number>();
  for (let c = FIRST_SHARE; c < components; c++) {
    const bet = Float64Array.from({ length: ranks.length + 1 }, (_, i) => Math.log(factors[i * components + c]));
    const cut = bet.findIndex((log, i) => Math.abs(log - bet[i + 1]) > 1e-12);
    const share = ranks[cut] / (n + 1);
    // The evidence stands still where share·log f(below) + (1 − share)·log f(above) = 0.
    const still = bet[cut + 1] / (bet[cut + 1] - bet[cut]);
    const key = `${cut} ${Math.sign(bet[cut] - bet[cut + 1])}`;
    smallest.set(key, Math.min(smallest.get(key) ?? Infinity, Math.abs(still - share)));
  }
  return Math.max(...smallest.values());
}
