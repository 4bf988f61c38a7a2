import type { AffineMap } from './affine-map';
import type { MatrixMultiplication } from './matrix-multiplication';

/** Both sides are scaled to this variance over all their elements. */
const ELEMENT_VARIANCE = 4.5;
const LEARNING_RATE = 0.01;
const MOMENTUM = 0.9;
const WEIGHT_DECAY = 5e-4;
const COSINE_PERIOD = 200;

export interface RecipePairs {
  /** n × d_s and n × d_t, row-major. */
  source: Float32Array;
  target: Float32Array;
  sourceDimension: number;
  targetDimension: number;
}

export interface RecipeSettings {
  /** Default 6. */
  epochs?: number;
  /** Default 100. */
  batchSize?: number;
  /** A permutation of 0..n−1, new at each call. */
  permute: (n: number) => number[];
  /** Uniform in [0, 1): where the weights begin. */
  uniform: () => number;
}

/**
 * The paper's way to an aligner, as a comparison for the exact one: mean squared error over all elements, SGD with
 * learning rate 0.01, momentum 0.9, weight decay 5e-4, a cosine schedule of 200 epochs of which six are run, on sides
 * scaled to element variance 4.5. The scaling is undone at the end: W = c_s/c_t·W', b = b'/c_t (the authors' script
 * scales b by c_s/c_t instead).
 *
 * @throws RangeError when there is no pair or a side never varies
 * Complexity: O(epochs · n · d_s · d_t).
 */
export async function fitByRecipe(pairs: RecipePairs, settings: RecipeSettings, product: MatrixMultiplication): Promise<AffineMap> {
  const { sourceDimension: ds, targetDimension: dt } = pairs;
  const { epochs = 6, batchSize = 100 } = settings;
  const rows = pairs.source.length / ds;
  const [sourceScale, targetScale] = [elementScale(pairs.source), elementScale(pairs.target)];
  const edge = 1 / Math.sqrt(ds);
  const layer = { weight: initial(dt * ds, edge, settings.uniform), bias: initial(dt, edge, settings.uniform) };
  const velocity = { weight: new Float32Array(dt * ds), bias: new Float32Array(dt) };
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = (LEARNING_RATE * (1 + Math.cos((Math.PI * epoch) / COSINE_PERIOD))) / 2;
    const order = settings.permute(rows);
    for (let from = 0; from < rows; from += batchSize) {
      const batch = order.slice(from, from + batchSize);
      const source = picked(pairs.source, ds, { rows: batch, scale: sourceScale });
      const error = await product.multiply(source, layer.weight, { rows: batch.length, inner: ds, columns: dt, transposeB: true });
      const target = picked(pairs.target, dt, { rows: batch, scale: targetScale });
      for (let i = 0; i < error.length; i++) error[i] = ((error[i] + layer.bias[i % dt] - target[i]) * 2) / error.length;
      const gradient = await product.multiply(error, source, { rows: dt, inner: batch.length, columns: ds, transposeA: true });
      step(layer.weight, velocity.weight, gradient, rate);
      step(layer.bias, velocity.bias, columnSums(error, dt), rate);
    }
  }
  return {
    sourceDimension: ds,
    targetDimension: dt,
    weight: layer.weight.map((value) => (value * sourceScale) / targetScale),
    bias: layer.bias.map((value) => value / targetScale),
  };
}

function elementScale(values: Float32Array): number {
  let [sum, square] = [0, 0];
  for (const value of values) {
    sum += value;
    square += value * value;
  }
  const variance = square / values.length - (sum / values.length) ** 2;
  if (!(variance > 0)) throw new RangeError('fitByRecipe requires pairs that vary');
  return Math.sqrt(ELEMENT_VARIANCE / variance);
}

const initial = (length: number, edge: number, uniform: () => number): Float32Array => Float32Array.from({ length }, () => edge * (2 * uniform() - 1));

function picked(values: Float32Array, dimension: number, { rows, scale }: { rows: number[]; scale: number }): Float32Array {
  const out = new Float32Array(rows.length * dimension);
  rows.forEach((row, at) => {
    for (let i = 0; i < dimension; i++) out[at * dimension + i] = values[row * dimension + i] * scale;
  });
  return out;
}

function columnSums(values: Float32Array, columns: number): Float32Array {
  const sums = new Float32Array(columns);
  for (let i = 0; i < values.length; i++) sums[i % columns] += values[i];
  return sums;
}

/** One step of SGD as PyTorch takes it: decay joins the gradient, the velocity is undamped. */
function step(parameters: Float32Array, velocity: Float32Array, gradient: Float32Array, rate: number): void {
  for (let i = 0; i < parameters.length; i++) {
    velocity[i] = MOMENTUM * velocity[i] + gradient[i] + WEIGHT_DECAY * parameters[i];
    parameters[i] -= rate * velocity[i];
  }
}
