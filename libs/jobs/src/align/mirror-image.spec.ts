import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mirrorImage } from './mirror-image';

it('changes left and right, row by row', () => {
  expect(mirrorImage(Uint8Array.of(1, 2, 3, 4, 5, 6), 2)).toEqual(Uint8Array.of(4, 5, 6, 1, 2, 3));
  expect(mirrorImage(Uint8Array.of(1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6), 3)).toEqual(Uint8Array.of(3, 3, 3, 2, 2, 2, 1, 1, 1, 6, 6, 6, 5, 5, 5, 4, 4, 4));
});

it('is itself again when mirrored twice', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (width, height) => {
    const pixels = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 37) % 251);
    expect(mirrorImage(mirrorImage(pixels, width), width)).toEqual(pixels);
  }));
});

it('refuses parts of rows', () => {
  expect(() => mirrorImage(new Uint8Array(10), 2)).toThrow(/whole rows of 2 pixels, got 10 bytes/);
});
