import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlignerFit, alignmentQuality, applyAffine, choleskyInPlace } from './index';

const numbers = (length: number) => fc.array(fc.float({ min: -2, max: 2, noNaN: true, noDefaultInfinity: true }), { minLength: length, maxLength: length }).map((v) => Float32Array.from(v));

describe('AlignerFit', () => {
  it('equals its example', () => {
    const fit = new AlignerFit(1, 1);
    fit.update(Float32Array.of(0, 1, 2), Float32Array.of(1, 3, 5));
    const { weight, bias } = fit.solve();
    expect(weight[0]).toBeCloseTo(2, 4);
    expect(bias[0]).toBeCloseTo(1, 4);
  });

  it('finds an affine map again, whatever the batches', () => {
    fc.assert(
      fc.property(numbers(6), numbers(2), numbers(60), fc.integer({ min: 1, max: 19 }), (weight, bias, source, cut) => {
        const truth = { sourceDimension: 3, targetDimension: 2, weight, bias };
        const target = applyAffine(truth, source);
        const whole = new AlignerFit(3, 2);
        whole.update(source, target);
        const parts = new AlignerFit(3, 2);
        parts.update(source.subarray(0, 3 * cut), target.subarray(0, 2 * cut));
        parts.update(source.subarray(3 * cut), target.subarray(2 * cut));
        fc.pre(variance(source, 3) > 0.05);
        const found = applyAffine(whole.solve(), source);
        found.forEach((value, i) => expect(value).toBeCloseTo(target[i], 2));
        expect(parts.solve()).toEqual(whole.solve());
      }),
      { numRuns: 50 },
    );
  });

  it('refuses what cannot be fitted', () => {
    const fit = new AlignerFit(2, 1);
    expect(() => fit.solve()).toThrow(/at least 2 pairs/);
    expect(() => fit.update(new Float32Array(3), new Float32Array(1))).toThrow(/pairs of 2 and 1/);
    fit.update(new Float32Array(8), new Float32Array(4));
    expect(() => fit.solve()).toThrow(/positive definite/);
  });
});

/** Smallest variance of a dimension. */
function variance(rows: Float32Array, dimension: number): number {
  return Math.min(
    ...Array.from({ length: dimension }, (_, d) => {
      const values = [...rows].filter((_, i) => i % dimension === d);
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      return values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    }),
  );
}

describe('choleskyInPlace', () => {
  it('factors the textbook matrix', () => {
    const a = Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98);
    choleskyInPlace(a, 3);
    expect([a[0], a[3], a[4], a[6], a[7], a[8]]).toEqual([2, 6, 1, -8, 5, 3]);
  });
});

describe('alignmentQuality', () => {
  it('is 1 for the target itself and 0 in R² for its means', () => {
    const target = Float32Array.of(1, 2, 3, 8);
    expect(alignmentQuality(target, target, 2)).toEqual({ r2: 1, r2Centred: 1, r2PerDimension: Float64Array.of(1, 1), cosine: 1 });
    expect(alignmentQuality(new Float32Array(4).fill(3.5), target, 2).r2).toBeCloseTo(0, 12);
    expect(alignmentQuality(Float32Array.of(2, 5, 2, 5), target, 2).r2Centred).toBeCloseTo(0, 12);
    expect(alignmentQuality(Float32Array.of(1, 5, 3, 5), target, 2).r2PerDimension).toEqual(Float64Array.of(1, 0));
    expect(() => alignmentQuality(new Float32Array(2), target, 2)).toThrow(/same number/);
  });
});
