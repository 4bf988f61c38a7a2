import { oneSampleSurvival } from './asymptotic-p-value';
import { sortedSample } from './checked-sample';
import { exactPValue } from './exact-p-value';
import { ksStatistic } from './ks-statistic';

/** Up to this size `auto` is exact, as in SciPy. */
const LARGEST_EXACT = 10_000;

export interface KolmogorovSmirnov {
  /** D = sup |F_baseline − F_sample|, in 0..1. */
  distance: number;
  /** Where D is attained: a value of one of the samples. */
  location: number;
  /** +1 when the sample's values are larger at `location`, −1 when they are smaller. */
  sign: 1 | -1;
  /** Probability of a D at least this large when both samples come from one distribution. */
  pValue: number;
}

/**
 * Two-sample Kolmogorov–Smirnov test: how far are two samples' distributions apart, and could that be chance?
 *
 * Equals SciPy's `ks_2samp(baseline, sample)`; ties and infinities are ordinary, NaN is refused. Exact p-values cost
 * O(n·w·D), asymptotic ones O(n + w) after sorting.
 *
 * @param method 'auto' is exact up to 10,000 values a side
 * @throws RangeError when a sample is empty or holds NaN
 * @example kolmogorovSmirnov([1, 2, 3], [4, 5, 6]) // { distance: 1, location: 3, sign: 1, pValue: 0.1 }
 */
export function kolmogorovSmirnov(
  baseline: ArrayLike<number>,
  sample: ArrayLike<number>,
  { method = 'auto' }: { method?: 'exact' | 'asymptotic' | 'auto' } = {},
): KolmogorovSmirnov {
  const x = sortedSample(baseline, 'baseline');
  const y = sortedSample(sample, 'sample');
  const { gap, distance, location, sign } = ksStatistic(x, y);
  const exact = method === 'exact' || (method === 'auto' && Math.max(x.length, y.length) <= LARGEST_EXACT);
  const pValue = exact ? exactPValue(gap, x.length, y.length) : asymptotic(distance, x.length, y.length);
  return { distance, location, sign, pValue };
}

function asymptotic(distance: number, n: number, w: number): number {
  const effective = roundHalfEven((n * w) / (n + w));
  return Math.min(1, Math.max(0, oneSampleSurvival(distance, Math.max(1, effective))));
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
