import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaQuantile, incompleteBeta } from './incomplete-beta';
import { dirichletMeanBound, dirichletMeanTail, normalCdf, normalQuantile } from './index';

describe('dirichletMeanTail', () => {
  it('is the beta distribution for two values', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 20, max: 5000 }), fc.double({ min: 1e-8, max: 0.5, noNaN: true }), (a, b, p) => {
        const x = 1 - betaQuantile(p, b, a);
        expect(dirichletMeanTail([0, 1], [b, a], x) / p).toBeCloseTo(1, 6);
        const y = betaQuantile(p, a, b);
        expect(dirichletMeanTail([0, 1], [b, a], y)).toBeCloseTo(1 - p, 6);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps its digits in the tail', () => {
    const tail = dirichletMeanTail([0, 1], [50, 50], 0.75);
    expect(tail / incompleteBeta(0.25, 50, 50)).toBeCloseTo(1, 9);
    expect(tail).toBeLessThan(1e-6);
  });

  it('does not change when values are shifted and scaled, or when a group is split', () => {
    const plain = dirichletMeanTail([0, 1, 4], [30, 20, 5], 0.9);
    expect(dirichletMeanTail([3, 5, 11], [30, 20, 5], 4.8)).toBeCloseTo(plain, 11);
    expect(dirichletMeanTail([0, 0, 1, 4], [10, 20, 20, 5], 0.9)).toBeCloseTo(plain, 11);
  });

  it('is 0 above the largest value and 1 below the smallest', () => {
    expect(dirichletMeanTail([1, 2], [30, 4], 2)).toBe(0);
    expect(dirichletMeanTail([1, 2], [30, 4], 1)).toBe(1);
    expect(() => dirichletMeanTail([1, 2], [3], 1)).toThrow(/as many shapes as values/);
    expect(() => dirichletMeanTail([1, 2], [3, 4], 1.5)).toThrow(/at least 20 together, got 7/);
  });

  it('agrees with simulated weights', () => {
    const [values, shapes, x] = [[0.5, 1, 3], [8, 16, 4], 1.3];
    let state = 7;
    const uniform = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 0.5) / 4294967296;
    const gamma = (shape: number) => Array.from({ length: shape }, () => -Math.log(uniform())).reduce((a, b) => a + b, 0);
    let above = 0;
    for (let run = 0; run < 40_000; run++) {
      const g = shapes.map(gamma);
      if (values.reduce((sum, v, i) => sum + (v - x) * g[i], 0) > 0) above++;
    }
    expect(Math.abs(above / 40_000 - dirichletMeanTail(values, shapes, x))).toBeLessThan(0.01);
  });
});

describe('dirichletMeanBound', () => {
  it('is the beta quantile for two values', () => {
    expect(dirichletMeanBound([0, 1], [10, 10], 0.5)).toBeCloseTo(0.5, 9);
    expect(dirichletMeanBound([0, 1], [5001, 5000], 1e-5)).toBeCloseTo(1 - betaQuantile(1e-5, 5001, 5000), 9);
    expect(() => dirichletMeanBound([0, 1], [10, 10], 0)).toThrow(/0 < probability < 1/);
  });
});

it('normalCdf and normalQuantile belong together', () => {
  expect(normalCdf(1.959964)).toBeCloseTo(0.975, 6);
  for (const p of [0.001, 0.2, 0.5, 0.99]) expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 8);
  expect(() => normalQuantile(1)).toThrow(/0 < p < 1/);
});
