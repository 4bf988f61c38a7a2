import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';

const SIDE = 160;

/** A picture with an up and a down, so that a wrong rotation changes its embedding. */
const picture = (seed: number): Sharp =>
  sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="hsl(${(seed * 61) % 360} 80% 70%)"/><stop offset="1" stop-color="hsl(${(seed * 61 + 120) % 360} 60% 25%)"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/><circle cx="${30 + ((seed * 17) % 90)}" cy="40" r="22" fill="gold"/></svg>`)).removeAlpha();

/** How cameras and programs write pictures: each is readable and none is an ordinary RGB JPEG. */
export const WRITERS: Record<string, (image: Sharp) => Promise<Buffer>> = {
  'exif-rotated.jpg': async (image) => sharp(await image.rotate(270).png().toBuffer()).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  'cmyk.jpg': (image) => image.toColourspace('cmyk').jpeg().toBuffer(),
  'sixteen-bit.png': (image) => image.toColourspace('rgb16').png().toBuffer(),
  'progressive.jpg': (image) => image.jpeg({ progressive: true }).toBuffer(),
  'grey.jpg': (image) => image.grayscale().jpeg().toBuffer(),
  'palette.png': (image) => image.png({ palette: true, colours: 32 }).toBuffer(),
  'transparent.webp': (image) => image.ensureAlpha(0.6).webp().toBuffer(),
  'wide.jpg': (image) => image.resize(4000, 300, { fit: 'fill' }).jpeg().toBuffer(),
};

/** Names that shells, terminals and web pages trip over. */
export const ODD_NAMES = [
  'with spaces.jpg', '-leading-dash.jpg', "it's \"quoted\".jpg", 'new\nline.jpg', 'größe-雪-🐕.jpg', '<script>alert(1)<script>.jpg', '$(touch owned).jpg', '100%.jpg', '#hash?query=1&x.jpg', 'e\u0301-combining.jpg', 'UPPER.JPG', 'no-extension', `${'long'.repeat(50)}.jpg`,
];

/** Writes every kind of file under every odd name somewhere; nested, so that order matters. @returns how many */
export async function writeDerivedPhotographs(folder: string): Promise<number> {
  let count = 0;
  const put = async (name: string, bytes: Buffer): Promise<void> => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), bytes);
    count++;
  };
  for (const [name, write] of Object.entries(WRITERS)) for (const seed of [1, 2]) await put(path.join(`camera ${seed}`, name), await write(picture(seed)));
  for (const [seed, name] of ODD_NAMES.entries()) await put(path.join('odd names', name), await picture(seed + 3).jpeg().toBuffer());
  return count;
}
