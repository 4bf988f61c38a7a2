import { describe, expect, it } from 'vitest';
import { densityOf, linePath, outlinePath, valueAt } from './paths';
import { linearScale } from './scale';

const x = linearScale([0, 10], [0, 100]);
const y = linearScale([0, 1], [100, 0]);

describe('paths', () => {
  it('breaks a line where a value is not known', () => {
    expect(linePath([0, 1, 2, 3], [0, 0.5, null, 1], x, y)).toBe('M0.0,100.0L10.0,50.0M30.0,0.0h0');
  });

  it('outlines a histogram and closes it for filling', () => {
    expect(outlinePath([0, 5, 10], [1, 0.5], x, y, true)).toBe('M0.0,100.0V0.0H50.0V50.0H100.0V100.0Z');
  });

  it('compares bins of different width by density', () => {
    expect(densityOf([0, 1, 3, 3], [0.5, 0.5, 0])).toEqual([0.5, 0.25, 0]);
  });

  it('reads a line between its points and holds its ends', () => {
    expect([0, 2, 3, 5, 9].map((place) => valueAt([2, 4, 6], [0, 1, 0.5], place))).toEqual([0, 0, 0.5, 0.75, 0.5]);
  });
});
