import { describe, expect, it } from 'vitest';
import { spaceDigest, whyOtherSpace } from './scale-digest';

const space = (encoder: string, aligner: string): string => spaceDigest(encoder.repeat(64), aligner.repeat(64));

describe('whyOtherSpace', () => {
  it('says which half differs and what to do', () => {
    expect(whyOtherSpace(space('a', 'b'), space('a', 'b'))).toBeNull();
    expect(whyOtherSpace(space('a', 'b'), space('a', 'c'))).toBe('It was mapped by another aligner (bbbbbbbbbbbb) than the one in use (cccccccccccc), and scores of two spaces cannot be compared. Make it again from its images, or go back to that aligner.');
    expect(whyOtherSpace(space('a', 'b'), space('d', 'c'))).toMatch(/another encoder \(a+\) .* and mapped by another aligner .* Make it again from its images\.$/);
  });
});
