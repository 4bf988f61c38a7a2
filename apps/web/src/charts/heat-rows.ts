import type { ConceptState, HeatMap } from '../api/shapes';

export type HeatRow = HeatMap['concepts'][number];
export type HeatOrder = 'activity' | 'name';

/** Points at the end that say how active a concept is now. */
const RECENT_POINTS = 5;

const lastKnown = (ks: readonly (number | null)[]): number => {
  const known = ks.slice(-RECENT_POINTS).filter((value): value is number => value !== null);
  return known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : -1;
};

/** Alarms first, then by D lately; or by name. Concepts without a known D come last. */
export function orderRows(rows: readonly HeatRow[], active: ReadonlySet<string>, order: HeatOrder): HeatRow[] {
  const byName = (a: HeatRow, b: HeatRow) => a.text.localeCompare(b.text, 'en');
  if (order === 'name') return [...rows].sort(byName);
  const keyed = rows.map((row) => ({ row, isActive: active.has(row.concept) ? 1 : 0, recent: lastKnown(row.ks) }));
  keyed.sort((a, b) => b.isActive - a.isActive || b.recent - a.recent || byName(a.row, b.row));
  return keyed.map(({ row }) => row);
}

/** Rows in whose text or slug every word of the search occurs. */
export function findRows<T extends { concept: string; text: string }>(rows: readonly T[], search: string): T[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ concept, text }) => words.every((word) => text.toLowerCase().includes(word) || concept.includes(word)));
}

/** The usual time between the last points of a map, in milliseconds. */
function stepOf(at: readonly number[]): number {
  const lately = at.slice(-8);
  const steps = lately.slice(1).map((time, i) => time - lately[i]).sort((a, b) => a - b);
  return steps[steps.length >> 1] ?? 0;
}

/**
 * The map with the present state as its last column, so that it moves between two loads. A column stands for one step
 * of time: until a step has passed since the column before, the last one is replaced.
 *
 * @param at event time of the state in milliseconds
 * @param most columns kept: the oldest leave
 */
export function withColumn(map: HeatMap, at: number, concepts: readonly Pick<ConceptState, 'concept' | 'ks'>[], most: number): HeatMap {
  const last = map.at[map.at.length - 1];
  if (last === undefined || at < last) return map;
  const isOpen = at === last || (map.at.length > 1 && last - map.at[map.at.length - 2] < stepOf(map.at));
  const to = map.at.length - (isOpen ? 1 : 0);
  const from = Math.max(0, to + 1 - most);
  const now = new Map(concepts.map(({ concept, ks }) => [concept, ks]));
  return {
    at: [...map.at.slice(from, to), at],
    concepts: map.concepts.map((row) => ({ ...row, ks: [...row.ks.slice(from, to), now.get(row.concept) ?? null] })),
  };
}

/** Columns after which time jumps: nothing was seen for much longer than a step. */
export function gapsOf(at: readonly number[]): number[] {
  if (at.length < 3) return [];
  const steps = at.slice(1).map((time, i) => time - at[i]);
  const usual = [...steps].sort((a, b) => a - b)[steps.length >> 1];
  return steps.flatMap((step, i) => (step > 5 * usual ? [i] : []));
}
