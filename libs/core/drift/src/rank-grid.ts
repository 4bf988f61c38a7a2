/** Within one cell of the look-up table, more values than this are searched by halving instead of one by one. */
const LONGEST_WALK = 8;

/** Reading the tables in order is faster than missing the cache at every score, from one score per so many values on. */
const SCORES_WORTH_WARMING = 16;

/** A block is 64 distinct values of the baseline: 128 buckets. */
export const VALUES_SHIFT = 6;

/** Reads one number of every cache line in order, which the processor can foresee. */
export function touch(numbers: Float64Array | Uint16Array | Uint32Array | Int32Array, step: number): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i += step) sum += numbers[i];
  return sum;
}

/**
 * A baseline in rank space. With m distinct values there are 2m + 1 buckets: bucket 2k + 1 is "equal to the k-th
 * distinct value", bucket 2k is "below it and above the one before". Counts over buckets add up across shards.
 *
 * Finding a bucket is O(1) for scores spread like the baseline's and O(log m) at worst: a table of equally wide cells
 * says where to begin. Memory: 12 bytes per distinct value and 4 or 8 per table cell, shared by every window.
 * @example new RankGrid(Float64Array.of(1, 2, 2, 4)).bucketOf(2) // 3
 */
export class RankGrid {
  /** Distinct values, ascending. */
  readonly values: Float64Array;
  /** Baseline values at most values[k], k = 0…m−1. */
  readonly cumulative: Int32Array;
  /** Baseline values up to the end of each block. */
  readonly blockEnds: Int32Array;
  readonly size: number;
  /** Of each cell the first value in it or after it; one more entry closes the last cell. */
  private readonly starts: Uint16Array | Uint32Array;
  private readonly low: number;
  private readonly cellsPerUnit: number;
  private readonly lastCell: number;
  /** Keeps the loads of `touch` from being optimised away. */
  warmth = 0;

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
    this.blockEnds = Int32Array.from({ length: ((2 * values.length) >> (VALUES_SHIFT + 1)) + 1 }, (_, block) => cumulative[Math.min(((block + 1) << VALUES_SHIFT) - 1, values.length - 1)]);
    const finite = this.values.filter(Number.isFinite);
    this.low = finite.length > 0 ? finite[0] : 0;
    const width = finite.length > 0 ? finite[finite.length - 1] - this.low : 0;
    const perUnit = (2 * values.length) / width;
    const isUsable = width > 0 && Number.isFinite(width) && Number.isFinite(perUnit) && perUnit > 0;
    this.cellsPerUnit = isUsable ? perUnit : 0;
    this.lastCell = isUsable ? 2 * values.length - 1 : 0;
    this.starts = this.table();
  }

  get buckets(): number {
    return 2 * this.values.length + 1;
  }

  /** The bucket of a score. */
  bucketOf(x: number): number {
    const { values, starts } = this;
    const cell = this.cellOf(x);
    let below = starts[cell];
    let end = starts[cell + 1];
    while (end - below > LONGEST_WALK) {
      const middle = (below + end) >>> 1;
      if (values[middle] < x) below = middle + 1;
      else end = middle;
    }
    while (below < end && values[below] < x) below++;
    return below < values.length && values[below] === x ? 2 * below + 1 : 2 * below;
  }

  /** The buckets of a column of scores: look-ups in one go keep the table in cache. */
  bucketsOf(scores: ArrayLike<number>, out: Int32Array): void {
    if (scores.length * SCORES_WORTH_WARMING > this.values.length) this.warmth = touch(this.values, 8) + touch(this.starts, 16);
    for (let i = 0; i < scores.length; i++) out[i] = this.bucketOf(scores[i]);
  }

  /** A value inside a bucket: the distinct value, or for a gap the one below it (the first one for the lowest gap). */
  valueAt(bucket: number): number {
    return this.values[Math.max(0, Math.min(this.values.length - 1, (bucket - 1) >> 1))];
  }

  /** Never decreases with x, so that the values of one cell stand together. */
  private cellOf(x: number): number {
    const cell = (x - this.low) * this.cellsPerUnit;
    return cell > 0 ? (cell < this.lastCell ? cell | 0 : this.lastCell) : 0;
  }

  private table(): Uint16Array | Uint32Array {
    const { values, lastCell } = this;
    const starts = values.length < 65_536 ? new Uint16Array(lastCell + 2) : new Uint32Array(lastCell + 2);
    for (const value of values) starts[this.cellOf(value) + 1]++;
    for (let cell = 1; cell < starts.length; cell++) starts[cell] += starts[cell - 1];
    return starts;
  }
}
