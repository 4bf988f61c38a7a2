/**
 * Spearman-type autocorrelation: how much one image's rank tells of the rank `lag` images later. In −1..1. O(n log n).
 *
 * @param sequence scores in the order of time
 * @throws RangeError when there are fewer than lag + 3 scores
 * @example rankAutocorrelation([1, 2, 3, 4, 5, 6], 1) > 0.4 // true
 */
export function rankAutocorrelation(sequence: ArrayLike<number>, lag: number): number {
  const n = sequence.length;
  if (n < lag + 3) throw new RangeError(`rankAutocorrelation requires at least ${lag + 3} scores for lag ${lag}, got ${n}`);
  return autocorrelationOf(ranksOf(sequence), lag);
}

function autocorrelationOf(ranks: Float64Array, lag: number): number {
  const n = ranks.length;
  const middle = (n + 1) / 2;
  let variance = 0;
  let covariance = 0;
  for (let i = 0; i < n; i++) {
    variance += (ranks[i] - middle) ** 2;
    if (i >= lag) covariance += (ranks[i] - middle) * (ranks[i - lag] - middle);
  }
  return variance === 0 ? 0 : covariance / variance;
}

function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let i = 0; i < order.length; ) {
    let j = i;
    while (j + 1 < order.length && values[order[j + 1]] === values[order[i]]) j++;
    for (let k = i; k <= j; k++) ranks[order[k]] = (i + j) / 2 + 1;
    i = j + 1;
  }
  return ranks;
}

/** What autocorrelation may be left for the promise to hold. */
export const TOLERATED_AUTOCORRELATION = 0.05;

/** Steps of g that are looked at: of cameras that take turns, neighbours may be independent and the next ones not. */
const STEPS = [1, 2, 3, 4];

/**
 * The thinning factor g: the smallest number of images to step so that what is left of the autocorrelation after one to
 * four such steps cannot be told from at most 0.05. Undefined when the sequence is too short or too slow to say. O(n log n + n·g).
 * @example thinningFactor(Float64Array.from({ length: 500 }, (_, i) => (i * i * 0.618034) % 1)) // 1
 */
export function thinningFactor(sequence: ArrayLike<number>, longest = 1000): number | undefined {
  const noise = 3.5 / Math.sqrt(sequence.length);
  const ranks = ranksOf(sequence);
  const isTolerated = (lag: number) => Math.abs(autocorrelationOf(ranks, lag)) <= TOLERATED_AUTOCORRELATION + noise;
  for (let g = 1; g <= longest && sequence.length >= 10 * g; g++) if (STEPS.every((steps) => isTolerated(g * steps))) return g;
  return undefined;
}
