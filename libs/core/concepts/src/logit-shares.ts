import { type LinearClassifier, logitsOf } from './softmax-regression';

export interface LogitShare {
  /** Index of the concept. */
  concept: number;
  /** w_i c_i / Σ_j |w_j c_j|: what part of the logit this concept gives, with its sign. */
  share: number;
}

export interface BottleneckExplanation {
  predicted: number;
  runnerUp: number;
  /** The concepts with the largest shares of the predicted class's logit. */
  reasons: LogitShare[];
  /** The concepts whose share of the predicted class exceeds that of the runner-up most. */
  contrasts: LogitShare[];
}

/**
 * Shares of one class's logit among the concepts.
 *
 * @example logitShares({ classes: 1, features: 2, weight: Float64Array.of(3, -1), bias: Float64Array.of(0) }, [1, 1], 0) // [0.75, -0.25]
 */
export function logitShares({ features, weight }: LinearClassifier, similarities: ArrayLike<number>, label: number): Float64Array {
  const parts = Float64Array.from({ length: features }, (_, i) => weight[label * features + i] * similarities[i]);
  const total = parts.reduce((sum, part) => sum + Math.abs(part), 0);
  return total > 0 ? parts.map((part) => part / total) : parts;
}

/** Why a concept bottleneck decides as it does for one image. @param count concepts listed. Default 3, the paper's. */
export function explainPrediction(classifier: LinearClassifier, similarities: ArrayLike<number>, count = 3): BottleneckExplanation {
  const logits = logitsOf(classifier, similarities);
  const order = Array.from(logits.keys()).sort((a, b) => logits[b] - logits[a] || a - b);
  const [predicted, runnerUp] = order;
  const shares = logitShares(classifier, similarities, predicted);
  const others = logitShares(classifier, similarities, runnerUp);
  const largest = (values: Float64Array): LogitShare[] => Array.from(values, (share, concept) => ({ concept, share })).sort((a, b) => b.share - a.share || a.concept - b.concept).slice(0, count);
  return { predicted, runnerUp, reasons: largest(shares), contrasts: largest(shares.map((share, i) => share - others[i])) };
}
