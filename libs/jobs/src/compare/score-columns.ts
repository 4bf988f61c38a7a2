import { fromFloat16 } from '@conceptwatch/contracts';
import { scoreBatch } from '@conceptwatch/core/concepts';
import type { EmbeddedBank } from '../bank/embedded-bank';

const ROWS = 256;

/**
 * Scores every embedding against every concept, as the score stage does, and turns the result on its side.
 *
 * @param set images × dimension, binary16
 * @returns per concept, in the bank's order, one score an image
 */
export function scoreColumns(set: { vectors: Uint8Array; dimension: number }, bank: EmbeddedBank): Float32Array[] {
  const rowBytes = set.dimension * 2;
  const images = set.vectors.length / rowBytes;
  const columns = bank.definition.concepts.map(() => new Float32Array(images));
  for (let from = 0; from < images; from += ROWS) {
    const vectors = fromFloat16(set.vectors.subarray(from * rowBytes, (from + ROWS) * rowBytes));
    const scores = scoreBatch(vectors, bank.matrix, set.dimension);
    const rows = vectors.length / set.dimension;
    columns.forEach((column, k) => {
      for (let row = 0; row < rows; row++) column[from + row] = scores[row * columns.length + k];
    });
  }
  return columns;
}
