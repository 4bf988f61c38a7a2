import type { LanguageModel, TextEncoder } from '@conceptwatch/ports';
import { describe, expect, it } from 'vitest';
import { conceptToText } from './concept-to-text';
import { decodeHead } from './decode-head';
import { RememberingTextEncoder } from './remembering-text-encoder';

const WORDS = ['<end>', 'image', 'of', 'a', 'dog', 'cat', 'red', 'green'];
const PLACES: Record<string, number[]> = { dog: [1, 0], cat: [-1, 0], red: [0, 1], green: [0, -1] };
let asked = 0;
const textEncoder: TextEncoder = {
  descriptor: { name: 'fake', digest: 'd', dimension: 2 },
  encode: (texts) => {
    asked += texts.length;
    return Promise.resolve(Float32Array.from(texts.flatMap((text) => text.split(' ').reduce(([x, y], word) => [x + (PLACES[word]?.[0] ?? 0), y + (PLACES[word]?.[1] ?? 0)], [0.01, -0.01]))));
  },
  unknownWords: () => [],
  vocabulary: () => undefined,
  close: () => Promise.resolve(),
};
const languageModel: LanguageModel = {
  descriptor: { name: 'fake', digest: 'd', vocabularySize: WORDS.length, dimension: 2 },
  endToken: 0,
  tokenize: (text) => text.split(' ').map((word) => WORDS.indexOf(word)),
  detokenize: (tokens) => tokens.filter((token) => token > 0).map((token) => WORDS[token]).join(' '),
  nextLogProbabilities: (prefixes) => Promise.resolve(Float32Array.from(prefixes.flatMap(() => WORDS.map((_, token) => (token >= 4 ? -1.5 : -9))))),
  close: () => Promise.resolve(),
};
const tools = { textEncoder, languageModel };

describe('conceptToText', () => {
  it('finds the word that a vector points to', async () => {
    const [best] = await conceptToText(tools, Float32Array.of(-1, 0.1));
    expect(best).toMatchObject({ text: 'cat', logProbability: -1.5 });
  });

  it('finds longer texts on request, and obeys the language model when similarity weighs nothing', async () => {
    const [best] = await conceptToText(tools, Float32Array.of(1, 1), { length: 2 });
    expect(best.text.split(' ').sort()).toEqual(['dog', 'red']);
    const [likely] = await conceptToText(tools, Float32Array.of(1, 1), { similarityWeight: 0 });
    expect(likely.logProbability).toBe(-1.5);
  });
});

describe('decodeHead', () => {
  const aligner = { sourceDimension: 2, targetDimension: 2, weight: Float32Array.of(0, 1, 1, 0), bias: Float32Array.of(0, 0) };
  const head = { weight: Float32Array.of(0, 9, 9, 0, 0, -9), dimension: 2, labels: ['dog', 'red', 'cat'], aligner, statistics: { mean: [0, 0], deviation: [1, 1], targetMean: [0, 0] } };

  it('describes rows, and reads no text twice', async () => {
    asked = 0;
    const rows = await decodeHead(tools, head);
    expect(rows.map(({ words, isRight }) => [words[0], isRight])).toEqual([['dog', true], ['red', true], ['cat', true]]);
    expect(asked).toBeLessThanOrEqual(WORDS.length);
    const phrases = await decodeHead(tools, head, { method: 'scaled', phrases: ['dog', 'cat', 'red', 'green'] });
    expect(phrases.map(({ words }) => words[0])).toEqual(['dog', 'red', 'cat']);
  });
});

describe('RememberingTextEncoder', () => {
  it('gives rows in the order asked for', async () => {
    const rows = await new RememberingTextEncoder(textEncoder).encode(['dog', 'cat', 'dog']);
    expect([...rows].map((v) => v.toFixed(2))).toEqual(['1.01', '-0.01', '-0.99', '-0.01', '1.01', '-0.01']);
  });
});
