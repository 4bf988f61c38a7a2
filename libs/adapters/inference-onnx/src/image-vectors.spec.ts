import { expect, it } from 'vitest';
import { imageVectors } from './image-vectors';

it('takes vectors as they are', () => {
  expect(imageVectors(Float32Array.of(1, 2, 3, 4), [2, 2])).toEqual(Float32Array.of(1, 2, 3, 4));
});

it('takes the class token of token states', () => {
  expect(imageVectors(Float32Array.of(1, 2, 9, 9, 3, 4, 9, 9), [2, 2, 2])).toEqual(Float32Array.of(1, 2, 3, 4));
});

it('pools feature maps over their places, also when there is one', () => {
  expect(imageVectors(Float32Array.of(1, 3, 5, 7), [1, 2, 1, 2])).toEqual(Float32Array.of(2, 6));
  expect(imageVectors(Float32Array.of(1, 2, 3, 4), [2, 2, 1, 1])).toEqual(Float32Array.of(1, 2, 3, 4));
  const maps = Float32Array.from({ length: 2 * 3 * 4 }, (_, i) => i);
  expect(imageVectors(maps, [2, 3, 2, 2])).toEqual(Float32Array.of(1.5, 5.5, 9.5, 13.5, 17.5, 21.5));
});

it('refuses what is none of these', () => {
  expect(() => imageVectors(Float32Array.of(1), [1])).toThrow('this one gives 1.');
  expect(() => imageVectors(Float32Array.of(1), [1, 1, 1, 1, 1])).toThrow('1 × 1 × 1 × 1 × 1');
});
