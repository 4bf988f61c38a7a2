import { describe, expect, it } from 'vitest';
import { decodeDirection } from './decode-direction';

const vocabulary = { words: ['east', 'north', 'west'], vectors: Float32Array.of(0.8, 0.6, 0, 1, -0.8, 0.6) };

describe('decodeDirection', () => {
  it('finds the word that a direction points to, seen from the mean word', () => {
    expect(decodeDirection(Float32Array.of(1, 0), vocabulary, 2).map(({ word }) => word)).toEqual(['east', 'north']);
    expect(decodeDirection(Float32Array.of(-0.1, 0.01), vocabulary, 1)[0].word).toBe('west');
  });

  it('says nothing about a zero direction, and refuses rows that do not match', () => {
    expect(decodeDirection(Float32Array.of(0, 0), vocabulary, 3)).toEqual([]);
    expect(() => decodeDirection(Float32Array.of(1, 0, 0), vocabulary, 3)).toThrow(/words of 3 values/);
  });
});
