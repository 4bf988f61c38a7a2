/**
 * Turns similarities into probabilities at an inverse temperature, as CLIP does with its learned scale.
 *
 * @param scores at least one; @param scale what they are multiplied by first
 * @example softmax(Float32Array.of(0, 0), 100) // [0.5, 0.5]
 */
export function softmax(scores: ArrayLike<number>, scale: number): Float64Array {
  if (scores.length === 0) throw new RangeError('softmax requires at least one score');
  let largest = -Infinity;
  for (let i = 0; i < scores.length; i++) largest = Math.max(largest, scores[i] * scale);
  const out = Float64Array.from({ length: scores.length }, (_, i) => Math.exp(scores[i] * scale - largest));
  const total = out.reduce((sum, value) => sum + value, 0);
  return out.map((value) => value / total);
}
