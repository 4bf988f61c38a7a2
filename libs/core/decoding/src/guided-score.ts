/** Similarities of candidates' text vectors to a wanted direction, the candidates seen from their common mean. */
export function centredSimilarities(direction: Float32Array, vectors: Float32Array): Float64Array {
  const d = direction.length;
  const count = vectors.length / d;
  const mean = new Float64Array(d);
  for (let i = 0; i < vectors.length; i++) mean[i % d] += vectors[i] / count;
  const length = Math.hypot(...direction);
  return Float64Array.from({ length: count }, (_, row) => {
    let [dot, square] = [0, 0];
    for (let i = 0; i < d; i++) {
      const value = vectors[row * d + i] - mean[i];
      dot += value * direction[i];
      square += value * value;
    }
    return square > 0 && length > 0 ? dot / (length * Math.sqrt(square)) : 0;
  });
}

/**
 * What gradient-free guidance ranks continuations by: λ · similarity + mean log-probability per word (as MAGIC search
 * does with its own similarity term).
 *
 * @param weight λ
 * @param logProbability of all words together; @param words how many
 * @example guidedScore({ similarity: 0.5, logProbability: -4, words: 2 }, 10) // 3
 */
export function guidedScore({ similarity, logProbability, words }: { similarity: number; logProbability: number; words: number }, weight: number): number {
  return weight * similarity + logProbability / words;
}
