import { type AlignerWeights, FileRefused } from '@conceptwatch/ports';
import type { FloatTensor } from './float-tensor';

const WEIGHT_NAMES = ['weight', 'W', 'linear.weight', 'w'];
const BIAS_NAMES = ['bias', 'b', 'linear.bias'];

/**
 * Finds weight and bias among named tensors. A matrix that fits the bias only the other way round (d_s × d_t) is turned.
 *
 * @throws FileRefused
 */
export function alignerOfTensors(tensors: Map<string, FloatTensor>, metadata: Record<string, string>): AlignerWeights {
  const [weight, bias] = [WEIGHT_NAMES, BIAS_NAMES].map((names) => names.map((name) => tensors.get(name)).find(Boolean));
  if (!weight || !bias) throw new FileRefused(`This aligner file holds ${[...tensors.keys()].slice(0, 10).join(', ').slice(0, 200) || 'no tensor'}; "weight" and "bias" (or "W" and "b") are needed.`);
  const [rows, columns] = weight.shape;
  const outputs = bias.values.length;
  const isVector = bias.shape.length > 0 && bias.shape.every((edge) => edge === 1 || edge === outputs);
  if (weight.shape.length !== 2 || !isVector || rows * columns === 0 || (rows !== outputs && columns !== outputs)) {
    throw new FileRefused(`In this aligner file weight is ${weight.shape.join(' × ')} and bias ${bias.shape.join(' × ')}; d_t × d_s and d_t are needed.`);
  }
  if (![weight, bias].every(({ values }) => values.every(Number.isFinite))) throw new FileRefused('This aligner file holds values that are not finite.');
  if (rows === outputs) return { sourceDimension: columns, targetDimension: rows, weight: weight.values, bias: bias.values, metadata };
  return { sourceDimension: rows, targetDimension: columns, weight: turned(weight.values, rows, columns), bias: bias.values, metadata };
}

function turned(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c * rows + r] = values[r * columns + c];
  return out;
}
