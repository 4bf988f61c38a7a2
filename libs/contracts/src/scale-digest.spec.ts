import { describe, expect, it } from 'vitest';
import { scaleDigest, spaceDigest, whyOtherSpace } from './scale-digest';

const space = (encoder: string, aligner: string): string => spaceDigest(encoder.repeat(64), aligner.repeat(64));

describe('whyOtherSpace', () => {
  it('says which half differs and what to do', () => {
    expect(whyOtherSpace(space('a', 'b'), space('a', 'b'))).toBeNull();
    expect(whyOtherSpace(space('a', 'b'), space('a', 'c'))).toBe('It was mapped by another aligner (bbbbbbbbbbbb) than the one in use (cccccccccccc), and scores of two spaces cannot be compared. Make it again from its images, or go back to that aligner.');
    expect(whyOtherSpace(space('a', 'b'), space('d', 'c'))).toMatch(/another encoder \(a+\) .* and mapped by another aligner .* Make it again from its images\.$/);
  });
});

describe('scaleDigest', () => {
  it('differs with the encoder, the aligner and the bank', () => {
    const scale = (encoder: string, aligner: string, bank: string): string => scaleDigest(space(encoder, aligner), bank.repeat(64));
    const all = [scale('a', 'b', 'c'), scale('d', 'b', 'c'), scale('a', 'd', 'c'), scale('a', 'b', 'd')];
    expect(new Set(all).size).toBe(4);
    expect(scale('a', 'b', 'c')).toBe(`${'a'.repeat(16)}-${'b'.repeat(16)}.${'c'.repeat(16)}`);
  });
});
