// Writes training pictures and their truth: see dump-world.mjs.
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EmojiArtBook } from '@conceptwatch/adapters/images-sharp';
import { type Artist, captionOf, captionsOf, describeScene, factsOf, NOUNS, renderScene, type SceneSettings } from '@conceptwatch/world';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    count: { type: 'string' },
    seed: { type: 'string', default: '1' },
    size: { type: 'string', default: '64' },
    artist: { type: 'string' },
    clean: { type: 'string' },
    shift: { type: 'string', multiple: true, default: [] },
  },
});
if (!values.out || !values.count) throw new Error('usage: dump-world --out DIR --count N [--seed S] [--size 64] [--artist A] [--clean P] [--shift snow=1]');

const size = Number(values.size);
const bytes = size * size * 3;
const settings: SceneSettings = {
  ...(values.artist ? { artist: values.artist as Artist } : {}),
  ...(values.clean ? { clean: Number(values.clean) } : {}),
  shift: Object.fromEntries(values.shift.map((pair) => [pair.split('=')[0], Number(pair.split('=')[1])])),
};
mkdirSync(values.out, { recursive: true });
const imagesPath = join(values.out, 'images.u8');
const truthPath = join(values.out, 'truth.jsonl');
const done = existsSync(truthPath) ? resumeAt(truthPath, imagesPath) : 0;
const images = openSync(imagesPath, 'a');
const truth = openSync(truthPath, 'a');
const book = new EmojiArtBook(NOUNS);
const started = Date.now();
for (let index = done; index < Number(values.count); index++) {
  const scene = describeScene(Number(values.seed), index, settings);
  const picture = await renderScene(scene, size * 2, book);
  writeSync(images, halved(picture.pixels, size));
  writeSync(truth, `${JSON.stringify({ ...scene, caption: captionOf(scene), facts: factsOf(scene), captions: captionsOf(scene, 4) })}\n`);
  if (index % 5000 === 4999) console.error(`${index + 1} images, ${Math.round(((index + 1 - done) / (Date.now() - started)) * 1000)} a second`);
}
closeSync(images);
closeSync(truth);

/** Cuts both files back to whole images and returns how many there are. */
function resumeAt(truthFile: string, imagesFile: string): number {
  const text = readFileSync(truthFile, 'utf8');
  const lines = text.split('\n').length - 1;
  const whole = Math.min(lines, Math.floor(statSync(imagesFile).size / bytes));
  truncateSync(imagesFile, whole * bytes);
  truncateSync(truthFile, Buffer.byteLength(text.split('\n').slice(0, whole).map((line) => `${line}\n`).join('')));
  return whole;
}

/** Box filter to half the size, as a resize of a larger file does. */
function halved(pixels: Uint8Array, edge: number): Uint8Array {
  const out = new Uint8Array(edge * edge * 3);
  const row = edge * 6;
  for (let y = 0; y < edge; y++)
    for (let x = 0; x < edge; x++)
      for (let c = 0; c < 3; c++) {
        const i = 2 * y * row + x * 6 + c;
        out[(y * edge + x) * 3 + c] = (pixels[i] + pixels[i + 3] + pixels[i + row] + pixels[i + row + 3] + 2) >> 2;
      }
  return out;
}
