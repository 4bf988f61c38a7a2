import { meanDirection } from './mean-direction';
import { fitSoftmaxRegression } from './softmax-regression';

export interface Exemplars {
  /** Unit rows of images that show the concept, and of images that do not. */
  positives: Float32Array;
  negatives: Float32Array;
  dimension: number;
}

/** The direction from the mean of the images without a concept to the mean of those with it. @throws RangeError without both */
export function exemplarDirection({ positives, negatives, dimension }: Exemplars): Float32Array {
  const [shown, absent] = [meanRow(positives, dimension), meanRow(negatives, dimension)];
  return meanDirection(shown.map((value, i) => value - absent[i]), dimension);
}

/**
 * A concept activation vector: the normal of the linear classifier that separates images with a concept from those
 * without, pointing to the former.
 *
 * @param permute a permutation of 0..n−1, new at each call
 * @throws RangeError without exemplars of both kinds
 */
export function conceptActivationVector({ positives, negatives, dimension }: Exemplars, permute: (n: number) => number[]): Float32Array {
  const rows = new Float32Array(positives.length + negatives.length);
  rows.set(positives);
  rows.set(negatives, positives.length);
  const labels = Array.from({ length: rows.length / dimension }, (_, row) => (row < positives.length / dimension ? 1 : 0));
  if (new Set(labels).size < 2) throw new RangeError('conceptActivationVector requires images with the concept and images without it');
  const { weight } = fitSoftmaxRegression({ rows, features: dimension, labels, classes: 2 }, { permute, weightDecay: 0.01 });
  return meanDirection(Float32Array.from({ length: dimension }, (_, i) => weight[dimension + i] - weight[i]), dimension);
}

/**
 * A text's direction moved towards what exemplars say.
 *
 * @param share 0 keeps the text, 1 takes the exemplars alone
 * @example blendDirections(Float32Array.of(1, 0), Float32Array.of(0, 1), 0.5) // [0.7071, 0.7071]
 */
export function blendDirections(text: Float32Array, exemplars: Float32Array, share: number): Float32Array {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`blendDirections requires a share between 0 and 1, got ${share}`);
  return meanDirection(text.map((value, i) => (1 - share) * value + share * exemplars[i]), text.length);
}

function meanRow(rows: Float32Array, dimension: number): Float32Array {
  if (rows.length === 0 || rows.length % dimension) throw new RangeError(`exemplars are whole rows of ${dimension} values, at least one of each kind`);
  const mean = new Float32Array(dimension);
  for (let i = 0; i < rows.length; i++) mean[i % dimension] += (rows[i] * dimension) / rows.length;
  return mean;
}
