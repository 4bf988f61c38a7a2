import type { RankGrid } from './rank-grid';

export interface DistributionPlot {
  /** bins + 1 ascending scores. */
  edges: Float64Array;
  /** Share of each sample per bin; what lies outside the baseline's range falls into the outermost bins. */
  baseline: Float64Array;
  window: Float64Array;
  /** Cumulative shares at `at`. */
  ecdf: { at: Float64Array; baseline: Float64Array; window: Float64Array };
}

/**
 * Both samples of one concept as histogram and ECDF over shared bins, from rank counts alone.
 *
 * @param counts per bucket of the grid @param bins of the histogram
 * @example [...distributionsOf(new RankGrid(Float64Array.of(1, 2, 3, 4)), new Int32Array(9), 2).baseline] // [0.5, 0.5]
 */
export function distributionsOf(grid: RankGrid, counts: Int32Array, bins = 48): DistributionPlot {
  const low = grid.values[0];
  const high = grid.values[grid.values.length - 1];
  const span = high > low ? high - low : 1;
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => low + (span * i) / bins);
  const baseline = new Float64Array(bins);
  const window = new Float64Array(bins);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const binOf = (value: number) => Math.max(0, Math.min(bins - 1, Math.floor(((value - low) / span) * bins)));
  for (let k = 0, before = 0; k < grid.values.length; k++) {
    baseline[binOf(grid.values[k])] += (grid.cumulative[k] - before) / grid.size;
    before = grid.cumulative[k];
  }
  if (total > 0) counts.forEach((count, bucket) => (window[binOf(grid.valueAt(bucket))] += count / total));
  return { edges, baseline, window, ecdf: ecdfOf(edges, baseline, window) };
}

function ecdfOf(edges: Float64Array, baseline: Float64Array, window: Float64Array): DistributionPlot['ecdf'] {
  const cumulate = (shares: Float64Array) => {
    let sum = 0;
    return shares.map((share) => Math.min(1, (sum += share)));
  };
  return { at: edges.slice(1), baseline: cumulate(baseline), window: cumulate(window) };
}
