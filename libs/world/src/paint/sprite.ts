import type { Canvas, Rgb } from './canvas';

/** A drawing with alpha: RGBA bytes, not premultiplied, square. */
export interface Rgba {
  size: number;
  data: Uint8Array;
}

/** Drawings by artist and noun. */
export interface ArtBook {
  /** Noun slugs that this artist has drawn. */
  nounsOf(artist: string): readonly string[];
  /** The drawings of one noun by one artist, 128 × 128. */
  drawings(artist: string, noun: string): Promise<readonly Rgba[]>;
}

/** Where and how a sprite is put: centre, edge length, angle in radians, mirrored, tint. */
export interface Placement {
  x: number;
  y: number;
  size: number;
  angle: number;
  mirrored: boolean;
  tint: Rgb | undefined;
}

const halves = new WeakMap<Rgba, Rgba>();

/** Draws a sprite with bilinear sampling from the nearest larger mip level. */
export function drawSprite(canvas: Canvas, sprite: Rgba, place: Placement): void {
  let level = sprite;
  while (level.size >= place.size * 2 && level.size > 8) level = halved(level);
  const scale = level.size / place.size;
  const cos = Math.cos(place.angle) * scale;
  const sin = Math.sin(place.angle) * scale;
  const reach = place.size * 0.5 * (Math.abs(Math.cos(place.angle)) + Math.abs(Math.sin(place.angle)));
  const middle = level.size / 2 - 0.5;
  const color = [0, 0, 0, 0];
  const top = Math.max(0, Math.floor(place.y - reach));
  const bottom = Math.min(canvas.size - 1, Math.ceil(place.y + reach));
  const left = Math.max(0, Math.floor(place.x - reach));
  const right = Math.min(canvas.size - 1, Math.ceil(place.x + reach));
  for (let y = top; y <= bottom; y++) {
    const dy = y + 0.5 - place.y;
    for (let x = left; x <= right; x++) {
      const dx = x + 0.5 - place.x;
      const u = (dx * cos + dy * sin) * (place.mirrored ? -1 : 1) + middle;
      const v = dy * cos - dx * sin + middle;
      if (!sample(level, u, v, color)) continue;
      if (place.tint) tint(color, place.tint);
      const i = (y * canvas.size + x) * 3;
      const alpha = color[3];
      canvas.data[i] += (color[0] - canvas.data[i]) * alpha;
      canvas.data[i + 1] += (color[1] - canvas.data[i + 1]) * alpha;
      canvas.data[i + 2] += (color[2] - canvas.data[i + 2]) * alpha;
    }
  }
}

/** Bilinear, weighted by alpha so that the colour of clear pixels does not bleed in. @returns false where nothing is drawn. */
function sample({ size, data }: Rgba, u: number, v: number, out: number[]): boolean {
  const x0 = Math.floor(u);
  const y0 = Math.floor(v);
  if (x0 < -1 || y0 < -1 || x0 >= size || y0 >= size) return false;
  const fx = u - x0;
  const fy = v - y0;
  let r = 0;
  let g = 0;
  let b = 0;
  let a = 0;
  for (let k = 0; k < 4; k++) {
    const x = x0 + (k & 1);
    const y = y0 + (k >> 1);
    if (x < 0 || y < 0 || x >= size || y >= size) continue;
    const i = (y * size + x) * 4;
    const w = (k & 1 ? fx : 1 - fx) * (k >> 1 ? fy : 1 - fy) * data[i + 3];
    r += w * data[i];
    g += w * data[i + 1];
    b += w * data[i + 2];
    a += w;
  }
  if (a < 2) return false;
  out[0] = r / a;
  out[1] = g / a;
  out[2] = b / a;
  out[3] = a / 255;
  return true;
}

function tint(color: number[], to: Rgb): void {
  const light = 0.35 + (0.85 * (0.3 * color[0] + 0.59 * color[1] + 0.11 * color[2])) / 255;
  for (let c = 0; c < 3; c++) color[c] = Math.min(255, light * to[c]);
}

function halved(sprite: Rgba): Rgba {
  const known = halves.get(sprite);
  if (known) return known;
  const size = sprite.size >> 1;
  const data = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      let alpha = 0;
      const sum = [0, 0, 0];
      for (let k = 0; k < 4; k++) {
        const i = ((2 * y + (k >> 1)) * sprite.size + 2 * x + (k & 1)) * 4;
        alpha += sprite.data[i + 3];
        for (let c = 0; c < 3; c++) sum[c] += sprite.data[i + c] * sprite.data[i + 3];
      }
      const o = (y * size + x) * 4;
      for (let c = 0; c < 3; c++) data[o + c] = alpha ? sum[c] / alpha : 0;
      data[o + 3] = alpha / 4;
    }
  const half = { size, data };
  halves.set(sprite, half);
  return half;
}
