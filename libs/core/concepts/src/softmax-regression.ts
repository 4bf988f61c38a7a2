import { principalComponents } from '@conceptwatch/core/alignment';

/** logits = weight · x + bias, on features as they are given. */
export interface LinearClassifier {
  classes: number;
  features: number;
  /** classes × features, row-major. */
  weight: Float64Array;
  bias: Float64Array;
}

export interface LabelledRows {
  /** n × features, row-major. */
  rows: Float32Array;
  features: number;
  /** A class per row. */
  labels: readonly number[];
  classes: number;
}

export interface RegressionSettings {
  /** Default 40, the paper's. */
  epochs?: number;
  /** Default 64. */
  batchSize?: number;
  /** Default 0.1, falling to 0 on a cosine. */
  learningRate?: number;
  /** Default 1e-4. */
  weightDecay?: number;
  /**
   * Takes the features apart into their principal components, as many as this, before it standardises them: for features
   * that are many and alike, such as similarities to hundreds of concepts. By default they are standardised as they are.
   */
  components?: number;
  /** A permutation of 0..n−1, new at each call. */
  permute: (n: number) => number[];
}

/** Of the largest component's variance: components that vary less are not blown up to the size of the others. */
const FLOOR = 1e-3;

/**
 * Fits a linear classifier by cross-entropy with SGD (momentum 0.9) on standardised features; the standardisation is
 * folded into the weights, so that the classifier takes features as they are.
 *
 * @throws RangeError when rows and labels do not match or there are fewer than two classes
 * Complexity: O(epochs · n · features · classes).
 */
export function fitSoftmaxRegression(data: LabelledRows, settings: RegressionSettings): LinearClassifier {
  const { rows, features, labels, classes } = data;
  if (rows.length !== labels.length * features || classes < 2 || labels.length === 0) throw new RangeError(`fitSoftmaxRegression requires a label per row of ${features} features and at least two classes`);
  const { epochs = 40, batchSize = 64, learningRate = 0.1, weightDecay = 1e-4, permute } = settings;
  const basis = settings.components === undefined ? ownBasis(rows, features) : componentBasis(rows, features, Math.min(settings.components, features));
  const size = basis.axes.length / features;
  const standard = inBasis(basis, rows, features);
  const width = size + 1;
  const parameters = new Float64Array(classes * width);
  const velocity = new Float64Array(parameters.length);
  const gradient = new Float64Array(parameters.length);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = (learningRate * (1 + Math.cos((Math.PI * epoch) / epochs))) / 2;
    const order = permute(labels.length);
    for (let from = 0; from < order.length; from += batchSize) {
      const batch = order.slice(from, from + batchSize);
      gradient.fill(0);
      for (const row of batch) addGradient({ parameters, gradient, width, classes }, standard.subarray(row * size, (row + 1) * size), labels[row]);
      for (let i = 0; i < parameters.length; i++) {
        velocity[i] = 0.9 * velocity[i] + gradient[i] / batch.length + weightDecay * parameters[i];
        parameters[i] -= rate * velocity[i];
      }
    }
  }
  return unfolded(parameters, { ...basis, features, classes });
}

function addGradient({ parameters, gradient, width, classes }: { parameters: Float64Array; gradient: Float64Array; width: number; classes: number }, x: Float32Array, label: number): void {
  const logits = new Float64Array(classes);
  let largest = -Infinity;
  for (let c = 0; c < classes; c++) {
    let sum = parameters[c * width + width - 1];
    for (let i = 0; i < x.length; i++) sum += parameters[c * width + i] * x[i];
    logits[c] = sum;
    if (sum > largest) largest = sum;
  }
  let total = 0;
  for (let c = 0; c < classes; c++) total += logits[c] = Math.exp(logits[c] - largest);
  for (let c = 0; c < classes; c++) {
    const error = logits[c] / total - (c === label ? 1 : 0);
    if (Math.abs(error) < 1e-6) continue;
    for (let i = 0; i < x.length; i++) gradient[c * width + i] += error * x[i];
    gradient[c * width + width - 1] += error;
  }
}

/** Where features are seen from: a new coordinate is axis · (x − mean). */
interface Basis {
  mean: Float64Array;
  /** k × features, already divided by the spread along each. */
  axes: Float64Array;
}

/** Every feature by itself, by its spread; by 1 where it never varies. */
function ownBasis(rows: Float32Array, features: number): Basis {
  const count = rows.length / features;
  const mean = new Float64Array(features);
  const square = new Float64Array(features);
  for (let i = 0; i < rows.length; i++) mean[i % features] += rows[i] / count;
  for (let i = 0; i < rows.length; i++) square[i % features] += (rows[i] - mean[i % features]) ** 2 / count;
  const axes = new Float64Array(features * features);
  square.forEach((value, i) => (axes[i * features + i] = value > 0 ? 1 / Math.sqrt(value) : 1));
  return { mean, axes };
}

function componentBasis(rows: Float32Array, features: number, components: number): Basis {
  const { mean, axes, variances } = principalComponents(rows, features, components);
  const floor = FLOOR * variances[0];
  return { mean, axes: axes.map((value, i) => value / Math.sqrt(Math.max(0, variances[Math.floor(i / features)]) + floor || 1)) };
}

function inBasis({ mean, axes }: Basis, rows: Float32Array, features: number): Float32Array {
  const size = axes.length / features;
  const isDiagonal = size === features && axes.every((value, i) => i % (features + 1) === 0 || value === 0);
  const out = new Float32Array((rows.length / features) * size);
  for (let row = 0; row < rows.length / features; row++) {
    for (let c = 0; c < size; c++) {
      let sum = 0;
      const [from, to] = isDiagonal ? [c, c + 1] : [0, features];
      for (let i = from; i < to; i++) sum += axes[c * features + i] * (rows[row * features + i] - mean[i]);
      out[row * size + c] = sum;
    }
  }
  return out;
}

function unfolded(parameters: Float64Array, { mean, axes, features, classes }: Basis & { features: number; classes: number }): LinearClassifier {
  const size = axes.length / features;
  const weight = new Float64Array(classes * features);
  const bias = new Float64Array(classes);
  for (let c = 0; c < classes; c++) {
    bias[c] = parameters[c * (size + 1) + size];
    for (let k = 0; k < size; k++) for (let i = 0; i < features; i++) weight[c * features + i] += parameters[c * (size + 1) + k] * axes[k * features + i];
    for (let i = 0; i < features; i++) bias[c] -= weight[c * features + i] * mean[i];
  }
  return { classes, features, weight, bias };
}

/** One logit per class for one row of features. */
export function logitsOf({ classes, features, weight, bias }: LinearClassifier, row: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: classes }, (_, c) => {
    let sum = bias[c];
    for (let i = 0; i < features; i++) sum += weight[c * features + i] * row[i];
    return sum;
  });
}
