import type { AffineMap } from './affine-map';
import type { MatrixMultiplication } from './matrix-multiplication';

export interface LabelledVectors {
  /** n × d_s, row-major. */
  source: Float32Array;
  sourceDimension: number;
  /** Per row the class it belongs to: true labels, or the source model's own predictions. */
  labels: readonly number[];
  /** Fixed text head: classes × d_t, unit rows. */
  head: Float32Array;
  targetDimension: number;
}

export interface CrossEntropySettings {
  /** Default 6. */
  epochs?: number;
  /** Default 100. */
  batchSize?: number;
  /** Default 0.01 of the paper's recipe. */
  learningRate?: number;
  /** What cosines are multiplied by before the softmax. Default 1: the paper's plain cosines. */
  scale?: number;
  /** Where the weights begin. */
  start: AffineMap;
  /** A permutation of 0..n−1, new at each call. */
  permute: (n: number) => number[];
}

const MOMENTUM = 0.9;
const WEIGHT_DECAY = 5e-4;

/**
 * The paper's alternative objective: the aligner is trained as the hidden layer of a classifier whose last layer is the
 * fixed text head, cross-entropy of the cosines against labels. It learns the labels' directions and little beside.
 *
 * Complexity: O(epochs · n · d_t · (d_s + classes)).
 */
export async function fitByCrossEntropy(data: LabelledVectors, settings: CrossEntropySettings, product: MatrixMultiplication): Promise<AffineMap> {
  const { sourceDimension: ds, targetDimension: dt, source, labels } = data;
  const { epochs = 6, batchSize = 100, learningRate = 0.01, scale = 1, start, permute } = settings;
  if (source.length !== labels.length * ds || labels.length === 0) throw new RangeError(`fitByCrossEntropy requires a label per row of ${ds} values`);
  const weight = Float32Array.from(start.weight);
  const bias = Float32Array.from(start.bias);
  const velocity = { weight: new Float32Array(weight.length), bias: new Float32Array(dt) };
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = permute(labels.length);
    for (let from = 0; from < order.length; from += batchSize) {
      const batch = order.slice(from, from + batchSize);
      const rows = new Float32Array(batch.length * ds);
      batch.forEach((row, at) => rows.set(source.subarray(row * ds, (row + 1) * ds), at * ds));
      const mapped = await product.multiply(rows, weight, { rows: batch.length, inner: ds, columns: dt, transposeB: true });
      for (let i = 0; i < mapped.length; i++) mapped[i] += bias[i % dt];
      const gradient = await gradientOf(mapped, batch.map((row) => labels[row]), { data, scale, product });
      const weightGradient = await product.multiply(gradient, rows, { rows: dt, inner: batch.length, columns: ds, transposeA: true });
      const biasGradient = new Float32Array(dt);
      for (let i = 0; i < gradient.length; i++) biasGradient[i % dt] += gradient[i];
      step(weight, velocity.weight, weightGradient, learningRate);
      step(bias, velocity.bias, biasGradient, learningRate);
    }
  }
  return { sourceDimension: ds, targetDimension: dt, weight, bias };
}

/** ∂loss/∂z for a batch of mapped rows, through the softmax, the head and the scaling to unit length. */
async function gradientOf(mapped: Float32Array, labels: number[], { data, scale, product }: { data: LabelledVectors; scale: number; product: MatrixMultiplication }): Promise<Float32Array> {
  const { head, targetDimension: dt } = data;
  const classes = head.length / dt;
  const lengths = labels.map((_, row) => Math.hypot(...mapped.subarray(row * dt, (row + 1) * dt)) || 1);
  const unit = mapped.map((value, i) => value / lengths[Math.floor(i / dt)]);
  const logits = await product.multiply(unit, head, { rows: labels.length, inner: dt, columns: classes, transposeB: true });
  labels.forEach((label, row) => softmaxError(logits.subarray(row * classes, (row + 1) * classes), label, scale));
  const pull = await product.multiply(logits, head, { rows: labels.length, inner: classes, columns: dt });
  labels.forEach((_, row) => {
    let along = 0;
    for (let i = row * dt; i < (row + 1) * dt; i++) along += pull[i] * unit[i];
    for (let i = row * dt; i < (row + 1) * dt; i++) pull[i] = ((pull[i] - along * unit[i]) * scale) / (lengths[row] * labels.length);
  });
  return pull;
}

/** Cosines become softmax(scale · cosine) − one-hot, in place. */
function softmaxError(row: Float32Array, label: number, scale: number): void {
  const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
  let total = 0;
  for (let c = 0; c < row.length; c++) total += row[c] = Math.exp(scale * (row[c] - largest));
  for (let c = 0; c < row.length; c++) row[c] = row[c] / total - (c === label ? 1 : 0);
}

function step(parameters: Float32Array, velocity: Float32Array, gradient: Float32Array, rate: number): void {
  for (let i = 0; i < parameters.length; i++) {
    velocity[i] = MOMENTUM * velocity[i] + gradient[i] + WEIGHT_DECAY * parameters[i];
    parameters[i] -= rate * velocity[i];
  }
}
