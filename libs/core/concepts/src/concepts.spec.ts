import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bankDigestText, conceptPrompts, meanDirection, scoreBatch } from './index';

const values = (length: number) => fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length }).map((v) => Float32Array.from(v));

describe('scoreBatch', () => {
  it('equals its example', () => {
    expect([...scoreBatch(Float32Array.of(1, 0, 0, 1), Float32Array.of(0.5, -1), 2)]).toEqual([0.5, -1]);
  });

  it('equals the naive product bit for bit, alone or in a batch', () => {
    const shape = fc.record({ n: fc.integer({ min: 1, max: 5 }), k: fc.integer({ min: 1, max: 9 }), d: fc.integer({ min: 1, max: 7 }) });
    const input = shape.chain(({ n, k, d }) => fc.tuple(fc.constant({ n, k, d }), values(n * d), values(k * d)));
    fc.assert(
      fc.property(input, ([{ n, k, d }, vectors, matrix]) => {
        const together = scoreBatch(vectors, matrix, d);
        for (let i = 0; i < n; i++) {
          expect(scoreBatch(vectors.subarray(i * d, (i + 1) * d), matrix, d)).toEqual(together.subarray(i * k, (i + 1) * k));
          for (let j = 0; j < k; j++) {
            let sum = 0;
            for (let x = 0; x < d; x++) sum += vectors[i * d + x] * matrix[j * d + x];
            expect(together[i * k + j]).toBe(Math.fround(sum));
          }
        }
      }),
    );
  });

  it('refuses broken rows', () => {
    expect(() => scoreBatch(new Float32Array(3), new Float32Array(4), 2)).toThrow(/whole rows of 2/);
    expect(() => scoreBatch(new Float32Array(3), new Float32Array(4), 0)).toThrow(/at least 1/);
  });
});

describe('conceptPrompts', () => {
  const bank = { templates: ['a {}', 'the {}'], classNames: ['dog', 'cat'] };
  it('fills templates, averages contexts over class names, and takes raw prompts as they are', () => {
    expect(conceptPrompts({ text: 'snow', kind: 'object' }, bank)).toEqual(['a snow', 'the snow']);
    expect(conceptPrompts({ text: 'in a tree', kind: 'context' }, bank)).toEqual(['a dog in a tree', 'a cat in a tree', 'the dog in a tree', 'the cat in a tree']);
    expect(conceptPrompts({ text: 'in a tree', kind: 'context' }, { templates: ['a photo of a {}'] })).toEqual(['a photo of a object in a tree']);
    expect(conceptPrompts({ text: 'snow', kind: 'object', templates: ['{}!'] }, bank)).toEqual(['snow!']);
    expect(conceptPrompts({ text: 'snow', kind: 'object', prompts: ['white world'] }, bank)).toEqual(['white world']);
  });
});

describe('meanDirection', () => {
  it('has unit length and equals its example', () => {
    expect([...meanDirection(Float32Array.of(1, 0, 0, 1), 2)].map((v) => v.toFixed(4))).toEqual(['0.7071', '0.7071']);
    expect(() => meanDirection(Float32Array.of(1, 0, -1, 0), 2)).toThrow(/cancel/);
    expect(() => meanDirection(new Float32Array(), 2)).toThrow(/at least one/);
  });
});

describe('bankDigestText', () => {
  it('changes with a prompt, a slug and the text encoder', () => {
    const base = bankDigestText([{ slug: 'a', prompts: ['x'] }], 't');
    expect(new Set([base, bankDigestText([{ slug: 'a', prompts: ['y'] }], 't'), bankDigestText([{ slug: 'b', prompts: ['x'] }], 't'), bankDigestText([{ slug: 'a', prompts: ['x'] }], 'u')]).size).toBe(4);
  });
});
