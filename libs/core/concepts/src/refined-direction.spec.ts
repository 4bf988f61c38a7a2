import { describe, expect, it } from 'vitest';
import { blendDirections, conceptActivationVector, exemplarDirection } from './index';

const exemplars = { positives: Float32Array.of(0.6, 0.8, 0.8, 0.6), negatives: Float32Array.of(-0.6, 0.8, -0.8, 0.6), dimension: 2 };

describe('refined directions', () => {
  it('point from images without a concept to images with it', () => {
    expect([...exemplarDirection(exemplars)].map((v) => v.toFixed(3))).toEqual(['1.000', '0.000']);
    const cav = conceptActivationVector(exemplars, (n) => Array.from({ length: n }, (_, i) => i));
    expect(cav[0]).toBeGreaterThan(0.95);
    expect(() => conceptActivationVector({ ...exemplars, negatives: new Float32Array() }, () => [])).toThrow(/without it/);
    expect(() => exemplarDirection({ ...exemplars, negatives: new Float32Array() })).toThrow(/each kind/);
  });

  it('blend with the text', () => {
    expect([...blendDirections(Float32Array.of(1, 0), Float32Array.of(0, 1), 0.5)].map((v) => v.toFixed(4))).toEqual(['0.7071', '0.7071']);
    expect(() => blendDirections(Float32Array.of(1), Float32Array.of(1), 2)).toThrow(/between 0 and 1/);
  });
});
