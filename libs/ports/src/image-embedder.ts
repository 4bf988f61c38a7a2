import type { PixelSpec } from './image-decoder';

/** Encoder and aligner as one: pixels in, unit vectors of the target space out. */
export interface ImageEmbedder {
  readonly descriptor: {
    encoder: string;
    aligner: string;
    encoderDigest: string;
    alignerDigest: string;
    /** sha-256 of the two: vectors of one space are comparable. */
    spaceDigest: string;
    dimension: number;
    pixels: PixelSpec;
  };
  /**
   * @param lengths when given, of one value per image: filled with the lengths of the rows before they were scaled
   * @returns one row per image, unit length; a row of NaN where the encoder gave no finite vector
   */
  embed(images: Uint8Array[], lengths?: Float32Array): Promise<Float32Array>;
}

/** Says in words where a mean embedding went. */
export interface ShiftDecoder {
  /** @param from, to mean embeddings of both samples @returns words, best first. */
  decode(from: Float32Array, to: Float32Array, top: number): Promise<string[]>;
}
