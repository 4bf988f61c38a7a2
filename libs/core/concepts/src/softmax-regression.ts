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
  /** A permutation of 0..n−1, new at each call. */
  permute: (n: number) => number[];
}

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
  const { mean, deviation } = moments(rows, features);
  const standard = rows.map((value, i) => (value - mean[i % features]) / deviation[i % features]);
  const width = features + 1;
  const parameters = new Float64Array(classes * width);
  const velocity = new Float64Array(parameters.length);
  const gradient = new Float64Array(parameters.length);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = (learningRate * (1 + Math.cos((Math.PI * epoch) / epochs))) / 2;
    const order = permute(labels.length);
    for (let from = 0; from < order.length; from += batchSize) {
      const batch = order.slice(from, from + batchSize);
      gradient.fill(0);
      for (const row of batch) addGradient({ parameters, gradient, width, classes }, standard.subarray(row * features, (row + 1) * features), labels[row]);
      for (let i = 0; i < parameters.length; i++) {
        velocity[i] = 0.9 * velocity[i] + gradient[i] / batch.length + weightDecay * parameters[i];
        parameters[i] -= rate * velocity[i];
      }
    }
  }
  return unfolded(parameters, { mean, deviation, features, classes });
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

/** Per feature; the deviation is 1 where a feature never varies. */
function moments(rows: Float32Array, features: number): { mean: Float64Array; deviation: Float64Array } {
  const count = rows.length / features;
  const mean = new Float64Array(features);
  const square = new Float64Array(features);
  for (let i = 0; i < rows.length; i++) mean[i % features] += rows[i] / count;
  for (let i = 0; i < rows.length; i++) square[i % features] += (rows[i] - mean[i % features]) ** 2 / count;
  return { mean, deviation: square.map((value) => (value > 0 ? Math.sqrt(value) : 1)) };
}

function unfolded(parameters: Float64Array, { mean, deviation, features, classes }: { mean: Float64Array; deviation: Float64Array; features: number; classes: number }): LinearClassifier {
  const weight = new Float64Array(classes * features);
  const bias = new Float64Array(classes);
  for (let c = 0; c < classes; c++) {
    bias[c] = parameters[c * (features + 1) + features];
    for (let i = 0; i < features; i++) {
      weight[c * features + i] = parameters[c * (features + 1) + i] / deviation[i];
      bias[c] -= weight[c * features + i] * mean[i];
    }
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
