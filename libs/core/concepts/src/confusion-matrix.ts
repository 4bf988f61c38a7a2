export interface ClassificationQuality {
  /** matrix[t][p]: images of true class t that were called p. */
  matrix: number[][];
  /** Right answers over labelled images. */
  accuracy: number;
  /** Per class, right answers over its images; NaN for a class without images. */
  perClass: number[];
  /** Labelled images. */
  count: number;
}

/**
 * Counts how labelled images were classified.
 *
 * @param truth per image its class, or undefined when it has none; @param predicted per image a class
 * @throws RangeError without any labelled image
 * @example confusionMatrix([0, 1, 1], [0, 1, 0], 2).accuracy // 0.667
 */
export function confusionMatrix(truth: readonly (number | undefined)[], predicted: readonly number[], classes: number): ClassificationQuality {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  truth.forEach((label, image) => {
    if (label !== undefined) matrix[label][predicted[image]]++;
  });
  const counts = matrix.map((row) => row.reduce((sum, value) => sum + value, 0));
  const count = counts.reduce((sum, value) => sum + value, 0);
  if (count === 0) throw new RangeError('confusionMatrix requires at least one labelled image');
  const right = matrix.reduce((sum, row, label) => sum + row[label], 0);
  return { matrix, accuracy: right / count, perClass: matrix.map((row, label) => row[label] / counts[label]), count };
}
