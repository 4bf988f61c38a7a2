import { kolmogorovSmirnov } from './kolmogorov-smirnov';

export interface SampleComparison {
  direction: 'rose' | 'fell';
  /** D. */
  distance: number;
  /** The score at which D is attained. */
  location: number;
  sign: 1 | -1;
  pValue: number;
  /** Largest gain of the sample over the baseline above (rose) or below (fell) one baseline quantile; at most D, and D itself
   * for two fixed samples. */
  share: number;
}

/**
 * Compares one concept's scores in two sets of images.
 *
 * @throws RangeError when a sample is empty or holds NaN
 * @example compareSamples([1, 2, 3, 4], [3, 4, 5, 6]).direction // 'rose'
 */
export function compareSamples(baseline: ArrayLike<number>, sample: ArrayLike<number>): SampleComparison {
  const { distance, location, sign, pValue } = kolmogorovSmirnov(baseline, sample);
  return { direction: sign === 1 ? 'rose' : 'fell', distance, location, sign, pValue, share: distance };
}
