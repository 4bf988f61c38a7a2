import { describe, expect, it } from 'vitest';
import { densityCurve } from './density-curve';

const grid = Array.from({ length: 401 }, (_, i) => -4 + i * 0.02);

describe('densityCurve', () => {
  it('has area one and its top where the values are', () => {
    const values = Array.from({ length: 101 }, (_, i) => (i - 50) / 50);
    const curve = densityCurve(values, grid);
    expect(curve.reduce((sum, value) => sum + value * 0.02, 0)).toBeCloseTo(1, 3);
    expect(Math.abs(grid[curve.indexOf(Math.max(...curve))])).toBeLessThan(0.5);
  });

  it('draws a value that never varies as a narrow peak', () => {
    const curve = densityCurve([1, 1, 1, 1], grid);
    expect(grid[curve.indexOf(Math.max(...curve))]).toBeCloseTo(1, 6);
    expect(curve.every(Number.isFinite)).toBe(true);
  });

  it('requires two values', () => {
    expect(() => densityCurve([1], grid)).toThrow(/at least 2 values/);
  });
});
