import type { StreamView } from '@conceptwatch/ports';
import { describe, expect, it } from 'vitest';
import { trendToNow } from './trend-to-now';

const trend = { at: [1000, 3000], distance: [Float32Array.of(NaN, 0.25), Float32Array.of(NaN, 0.5)], evidence: [Float32Array.of(1, 2), Float32Array.of(1, 1)] };
const concepts = [{ distance: 0.75, evidence: 1e204 }, { distance: null, evidence: 1 }];
const view = (lastImageAt: number | null): StreamView => ({ lastImageAt, concepts }) as unknown as StreamView;

describe('trendToNow', () => {
  it('ends with the present state, and what is not known stays unknown', () => {
    const now = trendToNow(trend, view(3500));
    expect(now.at).toEqual([1000, 3000, 3500]);
    expect(now.distance).toEqual([Float32Array.of(NaN, 0.25, 0.75), Float32Array.of(NaN, 0.5, NaN)]);
    expect(now.evidence).toEqual([Float32Array.of(1, 2, 3e38), Float32Array.of(1, 1, 1)]);
  });

  it('is the trend itself when nothing came since, or nothing at all', () => {
    expect(trendToNow(trend, view(3000))).toBe(trend);
    expect(trendToNow(trend, view(null))).toBe(trend);
    const empty = { at: [], distance: [], evidence: [] };
    expect(trendToNow(empty, view(3500))).toBe(empty);
  });
});
