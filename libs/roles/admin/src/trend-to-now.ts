import type { StreamView, TrendView } from '@conceptwatch/ports';

/**
 * A trend with the present state as its last point: points are due at equal steps of time, and a stream that pauses
 * in the middle of a step would hide its newest images.
 *
 * @example trendToNow(trend, view).at.at(-1) === view.lastImageAt
 */
export function trendToNow(trend: TrendView, { lastImageAt, concepts }: StreamView): TrendView {
  const last = trend.at[trend.at.length - 1];
  if (lastImageAt === null || last === undefined || lastImageAt <= last) return trend;
  const withNow = (rows: Float32Array[], now: (k: number) => number): Float32Array[] => rows.map((row, k) => Float32Array.of(...row, now(k)));
  return {
    at: [...trend.at, lastImageAt],
    distance: withNow(trend.distance, (k) => concepts[k].distance ?? NaN),
    evidence: withNow(trend.evidence, (k) => Math.min(concepts[k].evidence, 3e38)),
  };
}
