import { countAtMost, countBelow } from '@conceptwatch/core/numerics';

/**
 * A baseline in rank space. With m distinct values there are 2m + 1 buckets: bucket 2k + 1 is "equal to the k-th
 * distinct value", bucket 2k is "below it and above the one before". Counts over buckets add up across shards.
 */
export class RankGrid {
  /** Distinct values, ascending. */
  readonly values: Float64Array;
  /** Baseline values at most values[k], k = 0…m−1. */
  readonly cumulative: Int32Array;
  readonly size: number;

  /** @param sorted the baseline in ascending order, without NaN */
  constructor(readonly sorted: Float64Array | Float32Array) {
    this.size = sorted.length;
    const values: number[] = [];
    const cumulative: number[] = [];
    for (let i = 0; i < sorted.length; i++) {
      if (i + 1 < sorted.length && sorted[i + 1] === sorted[i]) continue;
      values.push(sorted[i]);
      cumulative.push(i + 1);
    }
    this.values = Float64Array.from(values);
    this.cumulative = Int32Array.from(cumulative);
  }

  get buckets(): number {
    return 2 * this.values.length + 1;
  }

  /** The bucket of a score. O(log m). */
  bucketOf(x: number): number {
    const below = countBelow(this.values, x);
    return this.values[below] === x ? 2 * below + 1 : 2 * below;
  }

  /** Baseline values smaller than x. */
  below(x: number): number {
    return countBelow(this.sorted, x);
  }

  /** Baseline values equal to x. */
  equal(x: number): number {
    return countAtMost(this.sorted, x) - countBelow(this.sorted, x);
  }

  /** A value inside a bucket: the distinct value, or for a gap the one below it (the first one for the lowest gap). */
  valueAt(bucket: number): number {
    return this.values[Math.max(0, Math.min(this.values.length - 1, (bucket - 1) >> 1))];
  }
}
