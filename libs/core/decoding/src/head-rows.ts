/** A linear classification head: one weight row per class. */
export interface HeadRows {
  /** classes × dimension, row-major. */
  weight: Float32Array;
  dimension: number;
}

/** Mean and spread of the image representations of the same space, dimension by dimension. */
export interface RepresentationStatistics {
  mean: ArrayLike<number>;
  deviation: ArrayLike<number>;
}

/**
 * The paper's preparation of head vectors for decoding: one constant for all of them, so that the variance over all
 * their elements equals that over all elements of the image representations.
 *
 * @returns classes × dimension
 * @throws RangeError when the head never varies
 */
export function scaledHeadRows({ weight, dimension }: HeadRows, statistics: RepresentationStatistics): Float32Array {
  const scale = Math.sqrt(elementVariance(statistics, dimension) / varianceOf(weight));
  if (!Number.isFinite(scale)) throw new RangeError('scaledHeadRows requires a head whose weights vary');
  return weight.map((value) => value * scale);
}

/**
 * Head vectors as images of their class would lie: centred on the mean row, scaled dimension by dimension to the spread
 * of the image representations, and moved to their mean. Decodes better than one constant for all, because weights of
 * dimensions that vary little are large.
 *
 * @returns classes × dimension
 */
export function placedHeadRows({ weight, dimension }: HeadRows, statistics: RepresentationStatistics): Float32Array {
  const classes = weight.length / dimension;
  const placed = new Float32Array(weight.length);
  for (let i = 0; i < dimension; i++) {
    let mean = 0;
    for (let row = 0; row < classes; row++) mean += weight[row * dimension + i] / classes;
    let variance = 0;
    for (let row = 0; row < classes; row++) variance += (weight[row * dimension + i] - mean) ** 2 / classes;
    const scale = variance > 0 ? statistics.deviation[i] / Math.sqrt(variance) : 0;
    for (let row = 0; row < classes; row++) placed[row * dimension + i] = (weight[row * dimension + i] - mean) * scale + statistics.mean[i];
  }
  return placed;
}

/** The variance over all elements of all representations: within dimensions and between their means. */
function elementVariance({ mean, deviation }: RepresentationStatistics, dimension: number): number {
  let [sum, square] = [0, 0];
  for (let i = 0; i < dimension; i++) {
    sum += mean[i] / dimension;
    square += (deviation[i] ** 2 + mean[i] ** 2) / dimension;
  }
  return square - sum ** 2;
}

function varianceOf(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
