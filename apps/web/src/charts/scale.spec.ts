import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearScale, tickDigits, ticksOf, timeTicks } from './scale';

describe('linearScale', () => {
  it('maps the ends to the ends, and an empty domain to the middle', () => {
    const scale = linearScale([0, 2], [10, 110]);
    expect([scale(0), scale(1), scale(2)]).toEqual([10, 60, 110]);
    expect(linearScale([3, 3], [0, 10])(3)).toBe(5);
  });
});

describe('ticksOf', () => {
  it('gives round values', () => {
    expect(ticksOf(0, 1, 6)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticksOf(0.07, 0.31, 5)).toEqual([0.1, 0.15, 0.2, 0.25, 0.3]);
    expect(ticksOf(1, 1, 5)).toEqual([]);
  });

  it('stays inside, in order, and few', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), fc.integer({ min: 2, max: 12 }), (low, span, most) => {
        const ticks = ticksOf(low, low + span, most);
        expect(ticks.length).toBeLessThanOrEqual(most + 1);
        for (const [i, tick] of ticks.entries()) {
          expect(tick).toBeGreaterThanOrEqual(low - span * 1e-6);
          expect(tick).toBeLessThanOrEqual(low + span * (1 + 1e-6));
          if (i > 0) expect(tick).toBeGreaterThan(ticks[i - 1]);
        }
      }),
    );
  });

  it('needs as many decimals as make ticks differ', () => {
    expect([tickDigits([0, 0.05]), tickDigits([0, 0.2]), tickDigits([0, 10]), tickDigits([1])]).toEqual([2, 1, 0, 2]);
  });
});

describe('timeTicks', () => {
  const minute = 60_000;
  it('falls on full minutes of the reader’s zone', () => {
    expect(timeTicks(30_000, 5 * minute, 5)).toEqual([minute, 2 * minute, 3 * minute, 4 * minute, 5 * minute]);
    expect(timeTicks(0, 48 * 60 * minute, 4, 2 * 60 * minute).map((at) => (at / (60 * minute) + 2) % 12)).toEqual([0, 0, 0, 0]);
  });

  it('is empty for no time at all', () => {
    expect(timeTicks(5, 5, 4)).toEqual([]);
  });
});
