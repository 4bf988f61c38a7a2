import { describe, expect, it } from 'vitest';
import { centredSimilarities, guidedScore, placedHeadRows, scaledHeadRows } from './index';

const head = { weight: Float32Array.of(1, 10, 3, 30), dimension: 2 };
const statistics = { mean: [5, -5], deviation: [2, 4] };

describe('head rows', () => {
  it('take the element variance of the representations by one constant', () => {
    const rows = scaledHeadRows(head, statistics);
    const mean = rows.reduce((sum, value) => sum + value / 4, 0);
    expect(rows.reduce((sum, value) => sum + (value - mean) ** 2 / 4, 0)).toBeCloseTo((4 + 25 + 16 + 25) / 2, 4);
    expect(rows[1] / rows[0]).toBeCloseTo(10, 5);
    expect(() => scaledHeadRows({ weight: new Float32Array(4), dimension: 2 }, statistics)).toThrow(/vary/);
  });

  it('take mean and spread of the representations, dimension by dimension', () => {
    expect([...placedHeadRows(head, statistics)]).toEqual([3, -9, 7, -1]);
    expect([...placedHeadRows({ weight: Float32Array.of(1, 1, 1, 3), dimension: 2 }, statistics)]).toEqual([5, -9, 5, -1]);
  });
});

describe('guided decoding', () => {
  it('equals its example', () => {
    expect(guidedScore({ similarity: 0.5, logProbability: -4, words: 2 }, 10)).toBe(3);
  });

  it('sees candidates from their mean', () => {
    const similarities = centredSimilarities(Float32Array.of(1, 0), Float32Array.of(1, 5, 0, 5));
    expect([...similarities]).toEqual([1, -1]);
    expect([...centredSimilarities(Float32Array.of(0, 0), Float32Array.of(1, 5, 0, 5))]).toEqual([0, 0]);
  });
});
