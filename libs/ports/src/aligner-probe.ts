import type { PixelSpec } from './image-decoder';

/** Both ways into the target space: the encoder with its aligner, and the target model itself. */
export interface AlignerProbe {
  readonly aligner: string;
  readonly dimension: number;
  /** What the target model wants to see. */
  readonly targetPixels: PixelSpec;
  /** The same images as the encoder and as the target model want them. @returns images.length × dimension each, row-major, before scaling to unit length */
  embed(images: Uint8Array[], targetImages: Uint8Array[]): Promise<{ mapped: Float32Array; target: Float32Array }>;
}
