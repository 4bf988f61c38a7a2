import sharp from 'sharp';

export type EncodedFormat = 'jpeg' | 'png' | 'webp';

/**
 * Encodes square RGB pixels as a file would have them.
 *
 * @param pixels size × size × 3, row-major
 * @param quality 1..100, of JPEG and WebP. Default 85.
 */
export async function encodeImage(pixels: Uint8Array, size: number, format: EncodedFormat, quality = 85): Promise<Uint8Array> {
  const image = sharp(pixels, { raw: { width: size, height: size, channels: 3 } });
  if (format === 'jpeg') return image.jpeg({ quality }).toBuffer();
  return format === 'png' ? image.png({ compressionLevel: 3 }).toBuffer() : image.webp({ quality, effort: 0 }).toBuffer();
}
