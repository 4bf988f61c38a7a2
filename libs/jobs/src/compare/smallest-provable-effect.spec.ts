import { describe, expect, it } from 'vitest';
import { smallestProvableEffect } from './smallest-provable-effect';

describe('smallestProvableEffect', () => {
  it('equals its example, shrinks with more images and is never above 1', () => {
    const bank = { fdr: 0.01, concepts: 100 };
    expect(smallestProvableEffect({ baseline: 500, current: 500 }, bank)).toBeCloseTo(0.14073, 4);
    expect(smallestProvableEffect({ baseline: 20, current: 20 }, bank)).toBeCloseTo(0.7037, 3);
    expect(smallestProvableEffect({ baseline: 2, current: 2 }, bank)).toBe(1);
  });
});
