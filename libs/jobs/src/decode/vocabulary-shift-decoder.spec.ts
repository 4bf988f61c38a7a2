import type { TextEncoder } from '@conceptwatch/ports';
import { describe, expect, it } from 'vitest';
import { VocabularyShiftDecoder } from './vocabulary-shift-decoder';

const angles: Record<string, number> = { snow: 90, beach: 0, forest: 180 };
const encoder = (vocabulary: string[] | undefined): TextEncoder => ({
  descriptor: { name: 'fake', digest: 'd', dimension: 2 },
  encode: (texts) =>
    Promise.resolve(Float32Array.from(texts.flatMap((text) => {
      const angle = (angles[text.replace('a photo of ', '')] * Math.PI) / 180;
      return [Math.cos(angle), Math.sin(angle)];
    }))),
  unknownWords: () => [],
  vocabulary: () => vocabulary,
  close: () => Promise.resolve(),
});

describe('VocabularyShiftDecoder', () => {
  it('says where the mean went, in telling words of the vocabulary', async () => {
    const decoder = VocabularyShiftDecoder.for(encoder(['a', 'the', 'photo', 'snow', 'beach', 'forest']), []);
    expect(await decoder.decode(Float32Array.of(0.1, 0.1), Float32Array.of(0.1, 0.3), 1)).toEqual(['snow']);
    expect(await decoder.decode(Float32Array.of(0.1, 0.1), Float32Array.of(0.1, 0.1), 1)).toEqual([]);
  });

  it('takes the given words where the encoder has no word list', async () => {
    const decoder = VocabularyShiftDecoder.for(encoder(undefined), ['snow', 'beach', 'snow']);
    expect(await decoder.decode(Float32Array.of(0, 0), Float32Array.of(1, 0), 5)).toEqual(['beach', 'snow']);
  });
});
