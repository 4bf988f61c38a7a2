import { describe, expect, it } from 'vitest';
import { findRows, gapsOf, orderRows, withColumn } from './heat-rows';

const row = (concept: string, ...ks: (number | null)[]) => ({ concept, text: concept.replaceAll('-', ' '), ks });
const slugs = (rows: { concept: string }[]) => rows.map(({ concept }) => concept);

describe('orderRows', () => {
  const rows = [row('dog', 0.1), row('unknown', null), row('snow', 0.3), row('fog', 0.4), row('ant', 0.1)];

  it('puts alarms first, then what is strongest lately, the unknown last', () => {
    expect(slugs(orderRows(rows, new Set(['snow']), 'activity'))).toEqual(['snow', 'fog', 'ant', 'dog', 'unknown']);
  });

  it('orders by name on demand', () => {
    expect(slugs(orderRows(rows, new Set(['snow']), 'name'))).toEqual(['ant', 'dog', 'fog', 'snow', 'unknown']);
  });
});

describe('findRows', () => {
  it('finds every word, in text or slug, whatever the case', () => {
    const rows = [row('snow-field'), row('snow'), row('field')];
    expect(slugs(findRows(rows, 'Field SNOW'))).toEqual(['snow-field']);
    expect(slugs(findRows(rows, 'snow-f'))).toEqual(['snow-field']);
    expect(findRows(rows, '  ')).toHaveLength(3);
  });
});

describe('withColumn', () => {
  const map = { at: [1000, 3000], concepts: [row('snow', 0.1, 0.2), row('dog', 0.1, 0.1)] };

  it('adds the present as a column; what is not told is unknown', () => {
    const next = withColumn(map, 5000, [{ concept: 'snow', ks: 0.3 }], 10);
    expect(next.at).toEqual([1000, 3000, 5000]);
    expect(next.concepts.map(({ ks }) => ks)).toEqual([[0.1, 0.2, 0.3], [0.1, 0.1, null]]);
  });

  it('replaces the last column until a step has passed since the one before', () => {
    const open = withColumn({ at: [1000, 3000, 5000], concepts: [row('snow', 0.1, 0.2, 0.3)] }, 5500, [{ concept: 'snow', ks: 0.4 }], 10);
    expect(open.at).toEqual([1000, 3000, 5000, 5500]);
    const later = withColumn(open, 6900, [{ concept: 'snow', ks: 0.5 }], 10);
    expect([later.at, later.concepts[0].ks]).toEqual([[1000, 3000, 5000, 6900], [0.1, 0.2, 0.3, 0.5]]);
    const full = withColumn(later, 7100, [{ concept: 'snow', ks: 0.6 }], 10);
    expect(withColumn(full, 7200, [{ concept: 'snow', ks: 0.7 }], 10).at).toEqual([1000, 3000, 5000, 7100, 7200]);
  });

  it('says the newest of one moment, never begins a map and never goes back', () => {
    expect(withColumn(map, 3000, [{ concept: 'snow', ks: 0.9 }], 10).concepts[0].ks).toEqual([0.1, 0.9]);
    expect(withColumn(map, 2000, [], 10)).toBe(map);
    const empty = { at: [], concepts: [] };
    expect(withColumn(empty, 4000, [], 10)).toBe(empty);
  });

  it('lets the oldest leave', () => {
    expect(withColumn(map, 5000, [{ concept: 'dog', ks: 0.5 }], 2)).toEqual({ at: [3000, 5000], concepts: [row('snow', 0.2, null), row('dog', 0.1, 0.5)] });
  });
});

describe('gapsOf', () => {
  it('finds where time jumps', () => {
    expect(gapsOf([0, 1, 2, 60, 61])).toEqual([2]);
    expect(gapsOf([0, 1])).toEqual([]);
  });
});
