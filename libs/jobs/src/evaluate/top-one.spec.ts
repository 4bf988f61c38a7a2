import { describe, expect, it } from 'vitest';
import { recallAtOne, topOneAccuracy } from './top-one';

describe('topOneAccuracy', () => {
  it('counts labelled images whose best class is theirs', () => {
    const columns = [Float32Array.of(0.9, 0.1, 0.5), Float32Array.of(0.2, 0.3, 0.6)];
    expect(topOneAccuracy(columns, [0, 0, undefined])).toEqual({ value: 0.5, images: 2 });
    expect(() => topOneAccuracy(columns, [])).toThrow(/at least one labelled image/);
  });
});

describe('recallAtOne', () => {
  it('looks for the own caption within its block only', () => {
    const images = Float32Array.of(1, 0, 0, 1, 1, 0);
    const captions = Float32Array.of(1, 0, 0, 1, 1, 0);
    expect(recallAtOne(images, captions, { dimension: 2, gallery: 2 })).toEqual({ value: 1, images: 2 });
    expect(recallAtOne(images, Float32Array.of(0, 1, 1, 0, 0, 0), { dimension: 2, gallery: 2 }).value).toBe(0);
    expect(() => recallAtOne(images, captions, { dimension: 2, gallery: 4 })).toThrow(/at least 4 images, got 3/);
  });
});
