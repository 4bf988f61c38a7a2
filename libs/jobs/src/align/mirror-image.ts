/**
 * The picture as a mirror shows it: left and right change places.
 *
 * @param pixels height × width × 3, row-major, as the image decoder gives them
 * @throws RangeError when the pixels are no whole rows of that width
 * @example mirrorImage(Uint8Array.of(1, 2, 3, 4, 5, 6), 2) // [4, 5, 6, 1, 2, 3]
 * Complexity: O(height · width).
 */
export function mirrorImage(pixels: Uint8Array, width: number): Uint8Array {
  const row = 3 * width;
  if (pixels.length % row !== 0) throw new RangeError(`mirrorImage requires whole rows of ${width} pixels, got ${pixels.length} bytes`);
  const out = new Uint8Array(pixels.length);
  for (let at = 0; at < pixels.length; at += 3) {
    const x = (at % row) / 3;
    const to = at + 3 * (width - 1 - 2 * x);
    out[to] = pixels[at];
    out[to + 1] = pixels[at + 1];
    out[to + 2] = pixels[at + 2];
  }
  return out;
}
