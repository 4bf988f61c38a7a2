import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';

/** A drawn test image; `seed` moves its colours and its circle. */
export async function goodImage(seed: number, format: 'jpeg' | 'png' | 'webp' = 'jpeg'): Promise<Buffer> {
  const colour = (offset: number): string => `hsl(${(seed * 47 + offset) % 360} 70% 55%)`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><rect width="96" height="96" fill="${colour(0)}"/><circle cx="${20 + ((seed * 13) % 56)}" cy="${20 + ((seed * 29) % 56)}" r="18" fill="${colour(150)}"/></svg>`;
  return sharp(Buffer.from(svg)).toFormat(format).toBuffer();
}

/** A PNG of 100 megapixels in a few hundred kilobytes: what a decoder without limits would unpack into 300 MB. */
export const bomb = (): Promise<Buffer> =>
  sharp({ create: { width: 10_000, height: 10_000, channels: 3, background: '#fff' }, limitInputPixels: false }).png({ compressionLevel: 9 }).toBuffer();

/** A JPEG whose header claims 60,000 × 60,000 pixels. */
export async function forgedHeader(): Promise<Buffer> {
  const jpeg = await goodImage(1);
  const frame = jpeg.findIndex((byte, i) => byte === 0xff && jpeg[i + 1] === 0xc0);
  jpeg.writeUInt16BE(60_000, frame + 5);
  jpeg.writeUInt16BE(60_000, frame + 7);
  return jpeg;
}

/** Every kind of bad file, by name, with the reason that it must be refused for. */
export async function badImages(): Promise<{ name: string; bytes: Buffer; reasons: string[] }[]> {
  const jpeg = await goodImage(3);
  const png = await goodImage(4, 'png');
  const gif = await sharp(await goodImage(5)).gif().toBuffer();
  return [
    { name: 'empty.jpg', bytes: Buffer.alloc(0), reasons: ['empty'] },
    { name: 'random.jpg', bytes: randomBytes(4096), reasons: ['not-an-image'] },
    { name: 'text.png', bytes: Buffer.from('this is no image\n'.repeat(20)), reasons: ['not-an-image'] },
    { name: 'truncated.jpg', bytes: jpeg.subarray(0, jpeg.length >> 1), reasons: ['truncated', 'unreadable'] },
    { name: 'truncated.png', bytes: png.subarray(0, png.length >> 1), reasons: ['truncated', 'unreadable'] },
    { name: 'drawing.svg', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64"/></svg>'), reasons: ['unsupported-format'] },
    { name: 'drawing-named.png', bytes: Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>'), reasons: ['unsupported-format'] },
    { name: 'animation.gif', bytes: gif, reasons: ['unsupported-format'] },
    { name: 'document.pdf', bytes: Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n'), reasons: ['not-an-image', 'unsupported-format'] },
    { name: 'forged.jpg', bytes: await forgedHeader(), reasons: ['too-many-pixels'] },
  ];
}

/** Writes `count` good images, each different from the others. */
export async function writeGoodImages(folder: string, count: number, from = 0): Promise<void> {
  for (let i = 0; i < count; i++) await writeFile(path.join(folder, `good-${String(i).padStart(4, '0')}.jpg`), await goodImage(from + i));
}
