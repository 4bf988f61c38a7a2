import type { PixelSpec } from '@conceptwatch/ports';

/**
 * Turns RGB bytes into what encoders read: (value / 255 − mean) / std, channel by channel (NCHW).
 *
 * @param images height × width × 3 bytes each
 * @returns images.length × 3 × height × width
 */
export function pixelTensor(images: Uint8Array[], spec: PixelSpec): Float32Array {
  const plane = spec.width * spec.height;
  const tables = [0, 1, 2].map((c) => Float32Array.from({ length: 256 }, (_, value) => (value / 255 - spec.mean[c]) / spec.std[c]));
  const [red, green, blue] = tables;
  const tensor = new Float32Array(images.length * 3 * plane);
  images.forEach((pixels, image) => {
    if (pixels.length !== 3 * plane) throw new RangeError(`pixelTensor requires ${3 * plane} bytes an image, got ${pixels.length}`);
    const at = image * 3 * plane;
    for (let i = 0, byte = 0; i < plane; i++, byte += 3) {
      tensor[at + i] = red[pixels[byte]];
      tensor[at + plane + i] = green[pixels[byte + 1]];
      tensor[at + 2 * plane + i] = blue[pixels[byte + 2]];
    }
  });
  return tensor;
}
