// Writes pictures as the product sees them (224 px, JPEG of quality 85, decoded to 64 px) and their truth, in dump-world's format:
// node scripts/run-ts.mjs training/dump-files.ts --out DIR --count N [--seed S] [--artist A] [--clean P] [--shift snow=1]
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EmojiArtBook, encodeImage, SharpImageDecoder } from '@conceptwatch/adapters/images-sharp';
import { type Artist, captionOf, captionsOf, DEMO_PICTURE, describeScene, factsOf, NOUNS, renderScene, type Scene } from '@conceptwatch/world';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    count: { type: 'string' },
    seed: { type: 'string', default: '1' },
    artist: { type: 'string' },
    clean: { type: 'string' },
    shift: { type: 'string', multiple: true, default: [] },
  },
});
if (!values.out || !values.count) throw new Error('usage: dump-files --out DIR --count N [--seed S] [--artist A] [--clean P] [--shift snow=1]');

const EDGE = 64;
const BATCH = 8;
const pixelSpec = { width: EDGE, height: EDGE, fit: 'cover', kernel: 'cubic', shortestEdge: EDGE, mean: [0, 0, 0] as [number, number, number], std: [1, 1, 1] as [number, number, number] } as const;
const settings = {
  ...(values.artist ? { artist: values.artist as Artist } : {}),
  ...(values.clean ? { clean: Number(values.clean) } : {}),
  shift: Object.fromEntries(values.shift.map((pair) => [pair.split('=')[0], Number(pair.split('=')[1])])),
};
const book = new EmojiArtBook(NOUNS);
const decoder = new SharpImageDecoder();

async function pixelsOf(scene: Scene): Promise<Uint8Array> {
  const { pixels, size } = await renderScene(scene, DEMO_PICTURE.size, book);
  const file = await encodeImage({ pixels, width: size, height: size }, DEMO_PICTURE.format, DEMO_PICTURE.quality);
  const decoded = await decoder.decode(file, pixelSpec);
  if (decoded.status === 'refused') throw new Error(`scene ${scene.index} of seed ${scene.seed}: ${decoded.detail}`);
  return decoded.pixels;
}

mkdirSync(values.out, { recursive: true });
const images = createWriteStream(join(values.out, 'images.u8'));
const truth = createWriteStream(join(values.out, 'truth.jsonl'));
const count = Number(values.count);
for (let start = 0; start < count; start += BATCH) {
  const scenes = Array.from({ length: Math.min(BATCH, count - start) }, (_, i) => describeScene(Number(values.seed), start + i, settings));
  for (const pixels of await Promise.all(scenes.map(pixelsOf))) images.write(pixels);
  for (const scene of scenes) {
    truth.write(`${JSON.stringify({ ...scene, caption: captionOf(scene), facts: factsOf(scene), captions: captionsOf(scene, 4) })}\n`);
  }
}
await Promise.all([images, truth].map((stream) => new Promise((resolve) => stream.end(resolve))));
