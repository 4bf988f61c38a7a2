import { Random } from '../random';
import type { Scene } from '../scene/scene';
import { RGB } from '../vocabulary/attributes';
import { Canvas } from './canvas';
import { paintBackground } from './backgrounds';
import { applyQuality, paintTime, paintWeather } from './light';
import { type ArtBook, drawSprite, type Placement, type Rgba } from './sprite';

/** A finished picture: RGB bytes, size × size × 3, row-major. */
export interface Picture {
  size: number;
  pixels: Uint8Array;
}

/**
 * Paints a scene: background, objects, hour, weather, defects. The same scene and size give the same pixels.
 *
 * @param motion moves objects by this many picture widths, for video-like cameras
 * @throws Error when the artist has no drawing of an object and no one else has
 */
export async function renderScene(scene: Scene, size: number, art: ArtBook, motion: readonly [number, number] = [0, 0]): Promise<Picture> {
  const random = new Random(scene.seed, scene.index, 'paint');
  const canvas = new Canvas(size);
  paintBackground(canvas, scene.background, RGB[scene.backgroundColor ?? 'gray'], new Random(scene.seed, scene.index, 'background'));
  for (const { noun, place } of placements(scene, size, random)) {
    const drawings = await art.drawings(scene.artist, noun);
    const sprite: Rgba = random.pick(drawings);
    drawSprite(canvas, sprite, { ...place, x: place.x + motion[0] * size, y: place.y + motion[1] * size });
  }
  paintTime(canvas, scene.time, random);
  paintWeather(canvas, scene.weather, scene.time, random);
  for (const quality of scene.quality) applyQuality(canvas, quality, random);
  return { size, pixels: new Uint8Array(canvas.data.buffer) };
}

function placements(scene: Scene, size: number, random: Random): { noun: string; place: Placement }[] {
  const total = countOf(scene, random);
  return Array.from({ length: total }, (_, k) => {
    const edge = edgeOf(scene, total, random);
    const [x, y] = spotOf(k, total, edge, random);
    const place: Placement = {
      x: x * size,
      y: y * size,
      size: edge * size,
      angle: random.between(-0.22, 0.22),
      mirrored: random.chance(0.5),
      tint: scene.color ? RGB[scene.color] : undefined,
    };
    return { noun: scene.objects[scene.objects.length > 1 && k === 1 ? 1 : 0], place };
  });
}

function countOf(scene: Scene, random: Random): number {
  if (scene.objects.length === 0) return 0;
  if (scene.objects.length > 1) return 2;
  return { zero: 0, one: 1, two: 2, three: 3, many: random.int(5, 8) }[scene.count];
}

/** Edge length as a share of the picture. */
function edgeOf(scene: Scene, total: number, random: Random): number {
  if (total === 1) return { normal: random.between(0.46, 0.66), small: random.between(0.26, 0.34), large: random.between(0.74, 0.92) }[scene.size];
  if (total === 2) return random.between(0.38, 0.48);
  return total === 3 ? random.between(0.32, 0.4) : random.between(0.24, 0.3);
}

/** Centre of object k, as shares of the picture; alone it goes anywhere, together they stand in a loose grid. */
function spotOf(k: number, total: number, edge: number, random: Random): [number, number] {
  if (total === 1) return [random.between(edge / 2, 1 - edge / 2), random.between(edge / 2, 1 - edge / 2)];
  const wobble = () => random.between(-0.05, 0.05);
  if (total === 2) return [(k + 0.5) / 2 + wobble(), random.between(0.3, 0.7)];
  const [x, y] = total === 3 ? [[0.25, 0.32], [0.75, 0.32], [0.5, 0.72]][k] : [((k % 3) + 0.5) / 3, (Math.floor(k / 3) + 0.5) / 3];
  return [x + wobble(), y + wobble()];
}
