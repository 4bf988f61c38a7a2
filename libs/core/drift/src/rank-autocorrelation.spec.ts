import { describe, expect, it } from 'vitest';
import { rankAutocorrelation, thinningFactor } from './rank-autocorrelation';

function autoregressive(rho: number, length: number): Float64Array {
  let state = 7;
  const uniform = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 0.5) / 4294967296;
  let x = 0;
  return Float64Array.from({ length }, () => (x = rho * x + Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())));
}

describe('rankAutocorrelation', () => {
  it('is near ρ for an autoregressive sequence, 0 for a constant one, and does not mind the scale', () => {
    const sequence = autoregressive(0.5, 5000);
    expect(rankAutocorrelation(sequence, 1)).toBeCloseTo(0.48, 1);
    expect(rankAutocorrelation(sequence.map(Math.exp), 1)).toBe(rankAutocorrelation(sequence, 1));
    expect(rankAutocorrelation(new Float64Array(50).fill(3), 1)).toBe(0);
    expect(() => rankAutocorrelation([1, 2], 1)).toThrow(/at least 4 scores for lag 1/);
  });
});

describe('thinningFactor', () => {
  it('is 1 for independent images and larger the slower the scene', () => {
    expect(thinningFactor(autoregressive(0, 4000))).toBe(1);
    const fast = thinningFactor(autoregressive(0.5, 4000)) as number;
    const slow = thinningFactor(autoregressive(0.9, 4000)) as number;
    expect(fast).toBeGreaterThan(1);
    expect(slow).toBeGreaterThan(3 * fast);
  });

  it('sees that cameras that take turns depend on their own last images', () => {
    const [a, b] = [autoregressive(0.8, 3000), autoregressive(0.8, 3000).reverse()];
    const turns = Float64Array.from({ length: 6000 }, (_, i) => (i % 2 ? a : b)[i >> 1]);
    expect(Math.abs(rankAutocorrelation(turns, 1))).toBeLessThan(0.1);
    expect(thinningFactor(turns)).toBeGreaterThan(6);
  });

  it('is undefined when the sequence is too short to tell', () => {
    expect(thinningFactor(Float64Array.from({ length: 60 }, (_, i) => i))).toBeUndefined();
  });
});
