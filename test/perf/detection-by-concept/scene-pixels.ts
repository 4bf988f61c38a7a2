import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EmojiArtBook, encodeImage, SharpImageDecoder } from '@conceptwatch/adapters/images-sharp';
import type { PixelSpec } from '@conceptwatch/ports';
import { DEMO_PICTURE, describeScene, NOUNS, renderScene, type Scene } from '@conceptwatch/world';

/** The scenes of several sets, each different one once. */
export interface SceneSets {
  unique: Scene[];
  /** Per set, indices into `unique`. */
  sets: number[][];
}

/** Describes sets of scenes; a shift leaves most scenes of a seed as they are, and those are drawn once. */
export function describeSets(requests: { seed: number; count: number; shift?: Record<string, number> }[]): SceneSets {
  const unique: Scene[] = [];
  const known = new Map<string, number>();
  const sets = requests.map(({ seed, count, shift }) =>
    Array.from({ length: count }, (_, index) => {
      const scene = describeScene(seed, index, { shift });
      const key = JSON.stringify(scene);
      const found = known.get(key) ?? unique.push(scene) - 1;
      known.set(key, found);
      return found;
    }),
  );
  return { unique, sets };
}

/** Draws, encodes and decodes scenes as `world render` and `compare` do. The result is kept in `cache`, since it does not depend on the models. */
export async function pixelsOf(scenes: Scene[], spec: PixelSpec, cache: string): Promise<Uint8Array[]> {
  const bytes = spec.width * spec.height * 3;
  if (existsSync(cache) && statSync(cache).size === scenes.length * bytes) return split(readFileSync(cache), bytes);
  const art = new EmojiArtBook(NOUNS);
  const decoder = new SharpImageDecoder();
  const draw = async (scene: Scene): Promise<Uint8Array> => {
    const { pixels } = await renderScene(scene, 224, art);
    const decoded = await decoder.decode(await encodeImage({ pixels, width: 224, height: 224 }, DEMO_PICTURE.format, DEMO_PICTURE.quality), spec);
    if (decoded.status === 'refused') throw new Error(decoded.detail);
    return decoded.pixels;
  };
  const all: Uint8Array[] = [];
  for (let from = 0; from < scenes.length; from += 8) all.push(...(await Promise.all(scenes.slice(from, from + 8).map(draw))));
  mkdirSync(path.dirname(cache), { recursive: true });
  writeFileSync(cache, Buffer.concat(all));
  return all;
}

const split = (all: Buffer, bytes: number): Uint8Array[] => Array.from({ length: all.length / bytes }, (_, i) => all.subarray(i * bytes, (i + 1) * bytes));
