import type { TextEncoder } from '@conceptwatch/ports';
import { describe, expect, it } from 'vitest';
import { bankFileJsonSchema, formatBank, parseBank, readBankFile } from './read-bank-file';
import { requireKnownWords, unknownWords } from './require-known-words';

const words = ['snow', 'show', 'dog', 'a', 'of', 'photo', 'beach'];
const encoder: TextEncoder = {
  descriptor: { name: 'fake-text', digest: 'd', dimension: 2 },
  encode: () => Promise.reject(new Error('not needed')),
  unknownWords: (text) => (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).filter((word) => !words.includes(word)),
  vocabulary: () => words,
  close: () => Promise.resolve(),
};
const bank = (concepts: string) => parseBank(`name: mine\ntemplates: ["a photo of {}"]\nconcepts:\n${concepts}`, 'mine.yaml');

describe('bank files', () => {
  it('reads YAML and JSON, texts and whole entries', () => {
    expect(bank('  - snow\n  - { text: a dog, slug: dog }').concepts.map(({ text }) => text)).toEqual(['snow', 'a dog']);
    expect(parseBank('{"name":"mine","concepts":["snow"]}', 'mine.json').concepts).toHaveLength(1);
  });

  it.each([
    ['name: [', /neither YAML nor JSON at line/],
    ['name: mine\nconcepts: []', /not a concept bank at "concepts"/],
    ['name: mine\nconcepts: [snow]\nconcept: x', /not a concept bank/],
    ['name: mine\nconcepts: [Snow, snow]', /two concepts with the slug "snow"/],
    ['name: mine\nconcepts: ["雪"]', /no letter or digit/],
  ])('refuses %j', (text, message) => {
    expect(() => parseBank(text, 'mine.yaml')).toThrow(message);
  });

  it.each(['mine.yaml', 'mine.yml', 'mine.json'])('is read again from %s as it was written', (file) => {
    const whole = parseBank('name: mine\ndescription: "a: b # c"\nclassNames: [dog]\nconcepts:\n  - snow\n  - { text: "no", slug: no-no, kind: context }\n  - { text: x, prompts: ["a: {", "- y"] }\n  - { text: z, vector: AAAA }', 'mine.yaml');
    expect(parseBank(formatBank(whole, file), file)).toEqual(whole);
    expect(() => formatBank(whole, 'mine.txt')).toThrow(/end in .yaml, .yml or .json/);
  });

  it('has a JSON Schema', () => {
    expect(bankFileJsonSchema()).toMatchObject({ type: 'object', required: ['name', 'concepts'], additionalProperties: false, properties: { concepts: { type: 'array', maxItems: 2000 } } });
  });

  it('says which file is missing', async () => {
    await expect(readBankFile('/nowhere/bank.yaml')).rejects.toThrow('The bank file "/nowhere/bank.yaml" does not exist.');
  });
});

describe('unknown words', () => {
  it('names the word and the nearest known ones', () => {
    expect(unknownWords(bank('  - snwo'), encoder)).toEqual([{ word: 'snwo', usedBy: ['snwo'], nearest: ['snow', 'show'] }]);
    expect(() => requireKnownWords(bank('  - snwo\n  - flurbish'), encoder)).toThrow(/2 words that the text encoder fake-text does not know: "snwo" \(nearest known: snow, show\); "flurbish"\./);
  });

  it('accepts a bank whose words are all known, and does not read the holes of templates', () => {
    expect(() => requireKnownWords(bank('  - snow\n  - a dog'), encoder)).not.toThrow();
  });

  it('checks templates of the bank only when a concept uses them', () => {
    const raw = parseBank('name: mine\ntemplates: ["a flurbish {}"]\nconcepts: [{ text: anything, prompts: [snow] }]', 'mine.yaml');
    expect(unknownWords(raw, encoder)).toEqual([]);
  });
});
