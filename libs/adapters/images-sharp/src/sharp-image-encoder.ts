import sharp from 'sharp';

export type ImageFormat = 'jpeg' | 'png' | 'webp';

/**
 * Encodes RGB pixels as a file would have them.
 *
 * @param image pixels are height × width × 3, row-major
 * @param quality 1..100, of JPEG and WebP. Default 85.
 */
export async function encodeImage(image: { pixels: Uint8Array; width: number; height: number }, format: ImageFormat, quality = 85): Promise<Uint8Array> {
  const { width, height } = image;
  const raw = sharp(image.pixels, { raw: { width, height, channels: 3 } });
  if (format === 'jpeg') return raw.jpeg({ quality }).toBuffer();
  return format === 'png' ? raw.png({ compressionLevel: 3 }).toBuffer() : raw.webp({ quality, effort: 0 }).toBuffer();
}
