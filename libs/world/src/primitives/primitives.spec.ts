import { describe, expect, it } from 'vitest';
import { colorPatch, PATCH_COLORS } from './color-patches';
import { DRAWN_SHAPES, drawnShape } from './drawn-shapes';

describe('colour patches', () => {
  it('have one colour everywhere', () => {
    expect([...colorPatch('orange', 2).pixels]).toEqual(Array.from({ length: 4 }, () => PATCH_COLORS.orange).flat());
    expect(Object.keys(PATCH_COLORS)).toHaveLength(11);
  });
});

describe('drawn shapes', () => {
  it.each(DRAWN_SHAPES)('%s fills the area that its form has, on a ground that stays', (shape) => {
    const share: Record<string, number> = { circle: 1, octagon: 0.9, square: 0.637, star: 0.357, triangle: 0.413 };
    for (let index = 0; index < 5; index++) {
      const { pixels } = drawnShape(shape, { seed: 1, index }, 100);
      const at = (x: number, y: number): string => pixels.slice((y * 100 + x) * 3, (y * 100 + x) * 3 + 3).join();
      const counts = new Map<string, number>();
      for (let y = 0; y < 100; y++) for (let x = 0; x < 100; x++) counts.set(at(x, y), (counts.get(at(x, y)) ?? 0) + 1);
      const [ground, fill] = [...counts.values()].sort((a, b) => b - a).slice(0, 2);
      const circles = [0.2, 0.42].map((radius) => Math.PI * (100 * radius) ** 2 * share[shape]);
      expect(Math.min(fill, ground)).toBeGreaterThan(0.8 * circles[0]);
      expect(Math.min(fill, ground)).toBeLessThan(1.1 * circles[1]);
    }
  });

  it('are the same for the same seed and differ from index to index', () => {
    const draw = (index: number) => drawnShape('star', { seed: 3, index }, 32).pixels;
    expect(draw(0)).toEqual(draw(0));
    expect(draw(0)).not.toEqual(draw(1));
  });
});
