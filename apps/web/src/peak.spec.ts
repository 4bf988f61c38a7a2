import { describe, expect, it } from 'vitest';
import { isFading, peakSince } from './peak';

describe('peakSince', () => {
  it('looks only at what came since the change and is known', () => {
    expect(peakSince([1, 2, 3, 4], [0.9, 0.2, null, 0.3], 2)).toEqual({ at: 4, ks: 0.3 });
    expect(peakSince([1, 2], [0.9, null], 2)).toBeNull();
    expect(peakSince([1], [0.9], null)).toBeNull();
  });
});

describe('isFading', () => {
  it('asks for a clear way down', () => {
    expect(isFading(0.07, { at: 1, ks: 0.4 })).toBe(true);
    expect(isFading(0.3, { at: 1, ks: 0.4 })).toBe(false);
    expect([isFading(null, { at: 1, ks: 0.4 }), isFading(0.1, null)]).toEqual([false, false]);
  });
});
