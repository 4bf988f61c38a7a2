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

/** Milliseconds between the last points of a map. */
function stepOf(at: readonly number[]): number {
  const steps = at.slice(-6).map((time, i, times) => (i === 0 ? Infinity : time - times[i - 1]));
  const step = Math.min(...steps);
  return Number.isFinite(step) ? step : 0;
}

/**
 * The map with one more column when its step has passed, so that it moves between two loads; otherwise the map itself.
 *
 * @param at event time of the column in milliseconds
 * @param most columns kept: the oldest leave
 */
export function withColumn(map: HeatMap, at: number, concepts: readonly Pick<ConceptState, 'concept' | 'ks'>[], most: number): HeatMap {
  const last = map.at[map.at.length - 1];
  if (last === undefined || at - last < Math.max(1, stepOf(map.at))) return map;
  const now = new Map(concepts.map(({ concept, ks }) => [concept, ks]));
  const from = Math.max(0, map.at.length + 1 - most);
  return {
    at: [...map.at.slice(from), at],
    concepts: map.concepts.map((row) => ({ ...row, ks: [...row.ks.slice(from), now.get(row.concept) ?? null] })),
  };
}

/** Columns after which time jumps: nothing was seen for much longer than a step. */
export function gapsOf(at: readonly number[]): number[] {
  if (at.length < 3) return [];
  const steps = at.slice(1).map((time, i) => time - at[i]);
  const usual = [...steps].sort((a, b) => a - b)[steps.length >> 1];
  return steps.flatMap((step, i) => (step > 5 * usual ? [i] : []));
}
