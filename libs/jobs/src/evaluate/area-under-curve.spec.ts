import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaUnderCurve } from './area-under-curve';

describe('areaUnderCurve', () => {
  it('equals its example and scikit-learn on ties', () => {
    expect(areaUnderCurve([0.1, 0.4, 0.35, 0.8], [false, false, true, true])).toBe(0.75);
    expect(areaUnderCurve([1, 1, 1, 1], [false, true, false, true])).toBe(0.5);
  });

  it('equals counting all pairs', () => {
    const pair = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(pair, { minLength: 2, maxLength: 30 }), (pairs) => {
        const of = (kind: boolean) => pairs.filter(([, positive]) => positive === kind).map(([score]) => score);
        fc.pre(of(true).length > 0 && of(false).length > 0);
        const wins = of(true).flatMap((p) => of(false).map((n) => (p > n ? 1 : p === n ? 0.5 : 0)));
        const expected = wins.reduce((sum: number, win) => sum + win, 0) / wins.length;
        expect(areaUnderCurve(pairs.map(([score]) => score), pairs.map(([, positive]) => positive))).toBeCloseTo(expected, 12);
      }),
    );
  });

  it('requires both kinds', () => {
    expect(() => areaUnderCurve([1, 2], [true, true])).toThrow(/positives and negatives/);
  });
});
