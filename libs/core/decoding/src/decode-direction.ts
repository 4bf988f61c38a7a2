export interface DecodedWord {
  word: string;
  /** Cosine of the angle between the direction and the word, both seen from the mean word. */
  similarity: number;
}

/**
 * The words that a direction in the target space points to. Words are centred on their mean, because all text lies in
 * one narrow cone: without it every direction would be near the same few words.
 *
 * @param direction d values, for example the difference of two mean embeddings; a zero direction points nowhere
 * @param words with one unit row of d values each in `vectors`, at least two
 * @returns at most `top` words, best first; none for a zero direction
 * @throws RangeError when the rows do not match
 * Complexity: O(words · d).
 */
export function decodeDirection(direction: Float32Array, vocabulary: { words: readonly string[]; vectors: Float32Array }, top: number): DecodedWord[] {
  const { words, vectors } = vocabulary;
  const d = direction.length;
  if (words.length < 2 || vectors.length !== words.length * d) throw new RangeError(`decodeDirection requires at least 2 words of ${d} values each, got ${words.length} words and ${vectors.length} values`);
  const length = Math.hypot(...direction);
  if (!(length > 0)) return [];
  const mean = meanRow(vectors, d);
  const scored = words.map((word, w) => {
    let dot = 0;
    let square = 0;
    for (let i = 0; i < d; i++) {
      const value = vectors[w * d + i] - mean[i];
      dot += value * direction[i];
      square += value * value;
    }
    return { word, similarity: square > 0 ? dot / (length * Math.sqrt(square)) : 0 };
  });
  return scored.sort((a, b) => b.similarity - a.similarity).slice(0, top);
}

function meanRow(rows: Float32Array, d: number): Float64Array {
  const mean = new Float64Array(d);
  for (let i = 0; i < rows.length; i++) mean[i % d] += rows[i];
  return mean.map((sum) => (sum * d) / rows.length);
}
