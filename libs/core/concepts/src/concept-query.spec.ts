import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confusionMatrix, formatConceptQuery, parseConceptQuery, selectByConcepts, softmax } from './index';

describe('parseConceptQuery', () => {
  it("reads the paper's queries", () => {
    expect(parseConceptQuery('dog > 2.25 & beach > 2 & sunset > 2')).toEqual([{ concept: 'dog', k: 2.25, sign: 1 }, { concept: 'beach', k: 2, sign: 1 }, { concept: 'sunset', k: 2, sign: 1 }]);
    expect(parseConceptQuery('skis>4 & snow < -2 & human < -1')).toEqual([{ concept: 'skis', k: 4, sign: 1 }, { concept: 'snow', k: 2, sign: -1 }, { concept: 'human', k: 1, sign: -1 }]);
    expect(parseConceptQuery('"in a tree" > 0.5 & indoors < 0')).toEqual([{ concept: 'in a tree', k: 0.5, sign: 1 }, { concept: 'indoors', k: 0, sign: -1 }]);
  });

  it('is the inverse of its text', () => {
    const constraint = fc.record({ concept: fc.constantFrom('dog', 'in a tree'), k: fc.integer({ min: -9, max: 9 }).map((k) => k / 2), sign: fc.constantFrom<1 | -1>(1, -1) });
    fc.assert(fc.property(fc.array(constraint, { minLength: 1, maxLength: 4 }), (query) => {
      expect(parseConceptQuery(formatConceptQuery(query))).toEqual(query);
    }));
  });

  it.each(['', 'dog', 'dog > ', '> 2', 'dog > two', 'dog > 2 &', 'dog >> 1', 'dog < > 2'])('refuses %j', (text) => {
    expect(() => parseConceptQuery(text)).toThrow(/no concept with a bound/);
  });
});

describe('selectByConcepts', () => {
  const dog = Float32Array.of(0, 0, 0, 0, 5, 6);
  const snow = Float32Array.of(1, 0, 0, 0, 1, 0);

  it('intersects, counts after each filter, and puts the best first', () => {
    expect(selectByConcepts(parseConceptQuery('dog > 1'), [dog])).toEqual({ rows: [5, 4], counts: [2], alone: [2] });
    expect(selectByConcepts(parseConceptQuery('dog > 1 & snow < 0'), [dog, snow])).toEqual({ rows: [5], counts: [2, 1], alone: [2, 4] });
  });

  it('finds nothing unusual where nothing varies', () => {
    expect(selectByConcepts(parseConceptQuery('dog > 0'), [new Float32Array(4)]).rows).toEqual([]);
    expect(() => selectByConcepts(parseConceptQuery('dog > 0'), [])).toThrow(/column per constraint/);
  });
});

describe('classification', () => {
  it('counts per class', () => {
    const quality = confusionMatrix([0, 1, 1, undefined], [0, 1, 0, 0], 2);
    expect(quality).toEqual({ matrix: [[1, 0], [1, 1]], accuracy: 2 / 3, perClass: [1, 0.5], count: 3 });
    expect(() => confusionMatrix([undefined], [0], 1)).toThrow(/labelled/);
  });

  it('makes probabilities', () => {
    expect([...softmax(Float32Array.of(0, 0), 100)]).toEqual([0.5, 0.5]);
    expect(softmax([1000, 0], 100)[0]).toBe(1);
  });
});
