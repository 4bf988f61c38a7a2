import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestWords } from './nearest-words';

describe('nearestWords', () => {
  it('equals its example', () => {
    expect(nearestWords('snwo', ['snow', 'show', 'dog'], 2)).toEqual(['snow', 'show']);
  });

  it('knows the textbook distances', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('ab', 'ba')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
  });

  it('is symmetric and zero only for equal words', () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(fc.property(word, word, (a, b) => editDistance(a, b) === editDistance(b, a) && (editDistance(a, b) === 0) === (a === b)));
  });

  it('suggests nothing for what resembles nothing', () => {
    expect(nearestWords('xylophone', ['dog', 'cat'])).toEqual([]);
  });
});
