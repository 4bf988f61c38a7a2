import { spaceDigest } from '@conceptwatch/contracts';
import type { ImageEmbedder } from '@conceptwatch/ports';

const SIZE = 8;

export const unit = (turn: number): Float32Array => Float32Array.of(Math.cos(turn), Math.sin(turn));

/** Brightness becomes an angle; a black image has no direction, and a white one has no finite vector. */
export const brightnessEmbedder: ImageEmbedder = {
  descriptor: {
    encoder: 'brightness',
    aligner: 'identity',
    encoderDigest: 'e',
    alignerDigest: 'a',
    spaceDigest: spaceDigest('e', 'a'),
    dimension: 2,
    pixels: { width: SIZE, height: SIZE, fit: 'fill', kernel: 'nearest', mean: [0, 0, 0], std: [1, 1, 1] },
  },
  async embed(images) {
    const rows = new Float32Array(images.length * 2);
    images.forEach((pixels, i) => {
      const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
      rows.set(mean < 1 ? [NaN, NaN] : mean > 254 ? [Infinity, 0] : unit((mean / 255) * 1.5), 2 * i);
    });
    return rows;
  },
};
