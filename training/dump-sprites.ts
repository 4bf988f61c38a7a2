// Writes every training artist's drawings of every noun as RGBA, 72 x 72: the input of the first training step.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmojiArtBook } from '@conceptwatch/adapters/images-sharp';
import { NOUNS, TRAINING_ARTISTS } from '@conceptwatch/world';
import sharp from 'sharp';

const SIZE = 72;
const [outDir] = process.argv.slice(2);
if (!outDir) throw new Error('usage: node training/dump-sprites.mjs OUT_DIR');

const book = new EmojiArtBook(NOUNS);
const images: Buffer[] = [];
const labels: { noun: string; artist: string }[] = [];
for (const artist of TRAINING_ARTISTS) {
  for (const noun of book.nounsOf(artist)) {
    for (const { data, size } of await book.drawings(artist, noun)) {
      images.push(await sharp(data, { raw: { width: size, height: size, channels: 4 } }).resize(SIZE, SIZE).raw().toBuffer());
      labels.push({ noun, artist });
    }
  }
}
mkdirSync(outDir, { recursive: true });
writeFileSync(join(outDir, 'sprites.u8'), Buffer.concat(images));
writeFileSync(join(outDir, 'sprites.json'), JSON.stringify({ size: SIZE, count: images.length, labels }));
console.error(`${images.length} drawings by ${TRAINING_ARTISTS.length} artists`);
