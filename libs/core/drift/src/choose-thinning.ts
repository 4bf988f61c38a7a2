import { rankAutocorrelation, thinningFactor } from './rank-autocorrelation';

/** Concepts and images that autocorrelation is looked for in. */
const CHECKED_CONCEPTS = 24;
const CHECKED_IMAGES = 10_000;
const FEWEST_IMAGES = 100;

export interface ChosenThinning {
  /** Every so many-th image tells something new; undefined when the sequence is too short or too slow to say. */
  every: number | undefined;
  /** Largest rank autocorrelation of neighbouring images; undefined when there are fewer than 100. */
  autocorrelation: number | undefined;
}

/**
 * The thinning that a sequence of images asks for: the largest that one of its concepts does.
 * O(n log n) for each of at most 24 concepts and 10,000 images.
 *
 * @param sequences per concept the scores in the order of time
 * @throws RangeError when there is no concept
 * @example chooseThinning([Float64Array.from({ length: 500 }, (_, i) => (i * i * 0.618034) % 1)]).every // 1
 */
export function chooseThinning(sequences: readonly ArrayLike<number>[]): ChosenThinning {
  if (sequences.length === 0) throw new RangeError('chooseThinning requires at least one concept');
  const step = Math.ceil(sequences.length / CHECKED_CONCEPTS);
  const checked = sequences.filter((_, k) => k % step === 0).map((sequence) => Float64Array.from({ length: Math.min(sequence.length, CHECKED_IMAGES) }, (_, i) => sequence[i]));
  if (checked[0].length < FEWEST_IMAGES) return { every: undefined, autocorrelation: undefined };
  const factors = checked.map((sequence) => thinningFactor(sequence));
  const autocorrelation = checked.map((sequence) => rankAutocorrelation(sequence, 1)).reduce((worst, found) => (Math.abs(found) > Math.abs(worst) ? found : worst));
  return { every: factors.includes(undefined) ? undefined : Math.max(...(factors as number[])), autocorrelation };
}
