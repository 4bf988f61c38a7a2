import { sortedSample } from './checked-sample';
import { RankGrid } from './rank-grid';

export interface RollingValue {
  /** D of the window against the baseline; NaN while the window is empty. */
  distance: number;
  /** A baseline value next to which D is attained; NaN while the window is empty. */
  location: number;
  /** +1 when the window's values are larger there. */
  sign: 1 | -1;
  /** Values in the window. */
  count: number;
  /** Largest gain of the window over the baseline above one baseline quantile. */
  rose: number;
  /** Largest gain of the window over the baseline below one baseline quantile. */
  fell: number;
}

/**
 * The exact two-sample KS distance of the last `window` values against a fixed baseline.
 *
 * Counting a value is one rank look-up, O(log n); reading D is one scan over the occupied ranks, O(m), in integers,
 * and free while nothing changed. Memory: 4 bytes per bucket and per window place beside the shared rank grid.
 *
 * @example
 * const ks = new RollingKolmogorovSmirnov({ baseline: [1, 2, 3, 4], window: 2 });
 * ks.update(5); ks.update(6);
 * ks.value().distance // 1
 */
export class RollingKolmogorovSmirnov {
  readonly grid: RankGrid;
  private readonly counts: Int32Array;
  private readonly ring: Int32Array;
  private next = 0;
  private filled = 0;
  private cached: RollingValue | undefined;

  /** @param baseline scores in any order, or a grid that other windows share */
  constructor({ baseline, window }: { baseline: ArrayLike<number> | RankGrid; window: number }) {
    if (!Number.isInteger(window) || window < 1) throw new RangeError(`RollingKolmogorovSmirnov requires a window of at least one value, got ${window}`);
    this.grid = baseline instanceof RankGrid ? baseline : new RankGrid(sortedSample(baseline, 'baseline'));
    this.counts = new Int32Array(this.grid.buckets);
    this.ring = new Int32Array(window);
  }

  /** Takes one value in and, when the window is full, the oldest one out. @throws RangeError for NaN */
  update(x: number): void {
    if (Number.isNaN(x)) throw new RangeError('RollingKolmogorovSmirnov.update requires a number, got NaN');
    this.updateBucket(this.grid.bucketOf(x));
  }

  /** The same for a bucket of the grid. */
  updateBucket(bucket: number): void {
    if (this.filled === this.ring.length) this.counts[this.ring[this.next]]--;
    else this.filled++;
    this.ring[this.next] = bucket;
    this.counts[bucket]++;
    this.next = this.next + 1 === this.ring.length ? 0 : this.next + 1;
    this.cached = undefined;
  }

  value(): RollingValue {
    this.cached ??= this.scan(this.counts, this.filled);
    return this.cached;
  }

  /** The window's counts per bucket of the grid: they add up over shards. */
  bucketCounts(): Int32Array {
    return this.counts.slice();
  }

  /** D of the union of several windows over one grid: exactly that of one worker. */
  merged(others: readonly RollingKolmogorovSmirnov[]): RollingValue {
    const counts = this.counts.slice();
    let total = this.filled;
    for (const other of others) {
      if (other.counts.length !== counts.length) throw new RangeError('windows over different baselines cannot be merged');
      for (let i = 0; i < counts.length; i++) counts[i] += other.counts[i];
      total += other.filled;
    }
    return this.scan(counts, total);
  }

  /** The window, oldest first: everything else follows from it. */
  toState(): Int32Array {
    const out = new Int32Array(this.filled);
    const start = this.filled === this.ring.length ? this.next : 0;
    for (let i = 0; i < this.filled; i++) out[i] = this.ring[(start + i) % this.ring.length];
    return out;
  }

  static fromState(state: Int32Array, grid: RankGrid, window: number): RollingKolmogorovSmirnov {
    const ks = new RollingKolmogorovSmirnov({ baseline: grid, window });
    for (const bucket of state) {
      if (bucket < 0 || bucket >= grid.buckets) throw new RangeError(`window state has bucket ${bucket}; the baseline has ${grid.buckets}`);
      ks.updateBucket(bucket);
    }
    return ks;
  }

  private scan(counts: Int32Array, w: number): RollingValue {
    if (w === 0) return { distance: NaN, location: NaN, sign: 1, count: 0, rose: NaN, fell: NaN };
    const { cumulative, size: n } = this.grid;
    let inWindow = 0;
    let above = 0;
    let below = 0;
    let aboveAt = 0;
    let belowAt = 0;
    for (let k = 0, before = 0; k < cumulative.length; k++) {
      inWindow += counts[2 * k];
      const inGap = before * w - inWindow * n;
      inWindow += counts[2 * k + 1];
      before = cumulative[k];
      const atValue = before * w - inWindow * n;
      if (atValue > above) {
        above = atValue;
        aboveAt = 2 * k + 1;
      }
      if (-inGap > below) {
        below = -inGap;
        belowAt = 2 * k;
      }
      if (-atValue > below) {
        below = -atValue;
        belowAt = 2 * k + 1;
      }
    }
    const falls = below > above;
    const scale = n * w;
    return {
      distance: (falls ? below : above) / scale,
      location: this.grid.valueAt(falls ? belowAt : aboveAt),
      sign: falls ? -1 : 1,
      count: w,
      rose: above / scale,
      fell: below / scale,
    };
  }
}
