/** Numbers with a shape, row-major. */
export interface FloatTensor {
  shape: number[];
  values: Float32Array;
}

/** The most values of a tensor that is read: an aligner of 8192 × 8192. */
export const MOST_VALUES = 2 ** 26;
