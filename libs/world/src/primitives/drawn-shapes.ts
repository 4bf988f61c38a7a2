import { Canvas, type Rgb } from '../paint/canvas';
import type { Picture } from '../paint/render-scene';
import { Random } from '../random';

/** The shapes that the paper takes from the 2D geometric shapes data set. */
export const DRAWN_SHAPES = ['circle', 'octagon', 'square', 'star', 'triangle'] as const;
export type DrawnShape = (typeof DRAWN_SHAPES)[number];

const CORNERS: Record<Exclude<DrawnShape, 'circle'>, { count: number; inner: number }> = {
  octagon: { count: 8, inner: 1 },
  square: { count: 4, inner: 1 },
  star: { count: 5, inner: 0.4 },
  triangle: { count: 3, inner: 1 },
};
/** Least sum of absolute differences between the two colours of a picture, so that the shape is seen. */
const CONTRAST = 200;

/**
 * One filled shape on a plain ground, both in random colours, at a random place, size and angle: how the 2D geometric
 * shapes data set (El Korchi and Ghanou, 2020) is drawn. Deterministic in (seed, index).
 */
export function drawnShape(shape: DrawnShape, { seed, index }: { seed: number; index: number }, size: number): Picture {
  const random = new Random(seed, index, 'shape', shape);
  const canvas = new Canvas(size);
  const ground = colorOf(random);
  let fill = colorOf(random);
  while (ground.reduce((sum, value, i) => sum + Math.abs(value - fill[i]), 0) < CONTRAST) fill = colorOf(random);
  canvas.fillRect(0, 0, size, size, ground);
  const radius = size * random.between(0.2, 0.42);
  const [x, y] = [random.between(radius, size - radius), random.between(radius, size - radius)];
  const turn = random.between(0, 2 * Math.PI);
  if (shape === 'circle') canvas.ellipse(x, y, radius, radius, fill);
  else canvas.polygon(corners(CORNERS[shape], turn).map((value, i) => (i % 2 ? y : x) + radius * value), fill);
  return { size, pixels: new Uint8Array(canvas.data.buffer) };
}

const colorOf = (random: Random): Rgb => [random.between(0, 255), random.between(0, 255), random.between(0, 255)];

/** x0, y0, x1, y1, … on the unit circle; with inner below 1, every second corner lies further in. */
function corners({ count, inner }: { count: number; inner: number }, turn: number): number[] {
  const steps = inner === 1 ? count : 2 * count;
  return Array.from({ length: steps }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / steps;
    const length = inner !== 1 && i % 2 ? inner : 1;
    return [length * Math.cos(angle), length * Math.sin(angle)];
  }).flat();
}
