/**
 * Cosine similarity of every image to every concept: scores = vectors · matrixᵀ, both with rows of unit length.
 * Every score is one running sum in double precision over the dimensions in order, rounded once, so that an image's
 * scores do not depend on the batch that it came in.
 *
 * @param vectors n × dimension, row-major; @param matrix K × dimension, row-major
 * @returns n × K, row-major
 * @throws RangeError when a length is no multiple of the dimension
 * @example scoreBatch(Float32Array.of(1, 0, 0, 1), Float32Array.of(0.5, -1), 2) // Float32Array [0.5, -1]
 * Complexity: O(n·K·dimension).
 */
export function scoreBatch(vectors: Float32Array, matrix: Float32Array, dimension: number): Float32Array {
  if (!Number.isInteger(dimension) || dimension < 1) throw new RangeError(`scoreBatch requires a dimension of at least 1, got ${dimension}`);
  if (vectors.length % dimension || matrix.length % dimension) throw new RangeError(`scoreBatch requires whole rows of ${dimension} values, got ${vectors.length} and ${matrix.length}`);
  const images = vectors.length / dimension;
  const concepts = matrix.length / dimension;
  const scores = new Float32Array(images * concepts);
  const pair: Pair = { vectors, matrix, dimension, scores };
  const wide = concepts - (concepts % 4);
  for (let image = 0; image < images; image++) {
    const from = image * dimension;
    const out = image * concepts;
    for (let k = 0; k < wide; k += 4) fourScores(pair, from, k, out + k);
    for (let k = wide; k < concepts; k++) scores[out + k] = oneScore(pair, from, k);
  }
  return scores;
}

interface Pair {
  vectors: Float32Array;
  matrix: Float32Array;
  dimension: number;
  scores: Float32Array;
}

/** Four concepts at once, so that each value of the image is loaded once for four sums. */
function fourScores({ vectors, matrix, dimension, scores }: Pair, from: number, concept: number, at: number): void {
  const first = concept * dimension;
  const second = first + dimension;
  const third = second + dimension;
  const fourth = third + dimension;
  let w = 0;
  let x = 0;
  let y = 0;
  let z = 0;
  for (let i = 0; i < dimension; i++) {
    const value = vectors[from + i];
    w += value * matrix[first + i];
    x += value * matrix[second + i];
    y += value * matrix[third + i];
    z += value * matrix[fourth + i];
  }
  scores[at] = w;
  scores[at + 1] = x;
  scores[at + 2] = y;
  scores[at + 3] = z;
}

function oneScore({ vectors, matrix, dimension }: Pair, from: number, concept: number): number {
  let sum = 0;
  for (let i = 0; i < dimension; i++) sum += vectors[from + i] * matrix[concept * dimension + i];
  return sum;
}
