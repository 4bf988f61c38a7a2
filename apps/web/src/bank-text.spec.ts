import { describe, expect, it } from 'vitest';
import { diffOf, withConcept } from './bank-text';

describe('diffOf', () => {
  it('shows what changed with the lines around it', () => {
    const before = 'a\nb\nc\nd\ne\nf\n';
    expect(diffOf(before, 'a\nb\nc\nd\nE\nf\n', 1)).toEqual([
      { kind: 'same', text: 'd' },
      { kind: 'removed', text: 'e' },
      { kind: 'added', text: 'E' },
      { kind: 'same', text: 'f' },
    ]);
    expect(diffOf(before, before)).toEqual([]);
  });
});

describe('withConcept', () => {
  it('adds words, or words with the vector that examples made', () => {
    expect(withConcept('name: x\nconcepts:\n  - fog\n\n', { text: 'yes: "no"', vector: null })).toBe('name: x\nconcepts:\n  - fog\n  - "yes: \\"no\\""\n');
    expect(withConcept('name: x\nconcepts:\n  - fog', { text: 'cat', vector: 'AAA=' })).toMatch(/\n {2}- \{ text: "cat", vector: AAA= \}\n$/);
  });
});
