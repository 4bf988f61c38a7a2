import { describe, expect, it } from 'vitest';
import { textInSourceSpace } from './text-in-source-space';

describe('textInSourceSpace', () => {
  it('takes concepts, seen from their mean, through the linear part of the aligner', () => {
    const back = { sourceDimension: 2, targetDimension: 3, weight: Float32Array.of(0, 0, 0, 3, 4, 0), bias: Float32Array.of(9, 9, 9) };
    const [a, b] = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
    const mapped = textInSourceSpace(Float32Array.of(...a, ...b), back);
    expect([...mapped].map((value) => Number(value.toFixed(3)))).toEqual([0, -0.6, 0.8, 0, 0.6, -0.8]);
  });

  it('refuses concepts of another space', () => {
    expect(() => textInSourceSpace(new Float32Array(3), { sourceDimension: 2, targetDimension: 1, weight: new Float32Array(2), bias: new Float32Array(1) })).toThrow(/concepts of 2 values/);
  });
});
