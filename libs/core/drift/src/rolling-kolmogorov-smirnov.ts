import { sortedSample } from './checked-sample';
import { RankGrid } from './rank-grid';
import { RankWindow } from './rank-window';
import { extremeGaps } from './extreme-gaps';

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

/** What one image in a full window can move D by is 1/w; this many images are held back against rounding. */
const ROUNDING_MARGIN = 1e-6;
/** Where a bound of D decides for fewer values than this, D itself is looked for. */
const PATIENCE = 8;

/**
 * The exact two-sample KS distance of the last `window` values against a fixed baseline.
 *
 * Counting a value is one rank look-up and O(1); reading D is O(n / 64), in integers, and free while nothing changed;
 * asking only whether D exceeds a threshold is O(1) for most values. Memory: about 4 bytes per baseline value and 2 per
 * window place beside the shared rank grid, whatever the length of the stream.
 *
 * @example
 * const ks = new RollingKolmogorovSmirnov({ baseline: [1, 2, 3, 4], window: 2 });
 * ks.update(5); ks.update(6);
 * ks.value().distance // 1
 */
export class RollingKolmogorovSmirnov {
  readonly grid: RankGrid;
  private readonly window: RankWindow;
  private threshold = NaN;
  private isAbove = false;
  private decidedUntil = -1;

  /** @param baseline scores in any order, or a grid that other windows share */
  constructor({ baseline, window }: { baseline: ArrayLike<number> | RankGrid; window: number }) {
    if (!Number.isInteger(window) || window < 1) throw new RangeError(`RollingKolmogorovSmirnov requires a window of at least one value, got ${window}`);
    this.grid = baseline instanceof RankGrid ? baseline : new RankGrid(sortedSample(baseline, 'baseline'));
    this.window = new RankWindow(this.grid, window);
  }

  /** Takes one value in and, when the window is full, the oldest one out. @throws RangeError for NaN */
  update(x: number): void {
    if (Number.isNaN(x)) throw new RangeError('RollingKolmogorovSmirnov.update requires a number, got NaN');
    this.window.push(this.grid.bucketOf(x));
  }

  /** Worth calling before a micro-batch of hundreds of values when a bank is larger than the cache: reads the counts in order. */
  warmUp(): void {
    this.window.warmUp();
  }

  /** The same as `update` for a bucket of the grid. */
  updateBucket(bucket: number): void {
    this.window.push(bucket);
  }

  value(): RollingValue {
    const { filled, grid } = this.window;
    if (filled === 0) return valueOf(grid, 0, NO_GAPS);
    this.window.measure();
    return valueOf(grid, filled, this.window);
  }

  /** D alone, for loops that read it after every value; NaN while the window is empty. */
  distance(): number {
    const { window } = this;
    if (window.filled === 0) return NaN;
    window.measure();
    return Math.max(window.above, window.below) / (window.filled * window.grid.size);
  }

  /**
   * Whether D > threshold, exactly, after every value. One value moves the D of a full window by at most 1/w, so that
   * after a look that finds D, or an upper bound of it, a distance g away the answer stands for another ⌊g·w⌋ values.
   */
  exceeds(threshold: number): boolean {
    const { window } = this;
    if (window.pushed <= this.decidedUntil && threshold === this.threshold) return this.isAbove;
    this.threshold = threshold;
    const ceiling = window.filled === window.size ? window.ceiling() / (window.filled * window.grid.size) : Infinity;
    const distance = (threshold - ceiling) * window.size > PATIENCE ? ceiling : this.distance();
    this.isAbove = distance > threshold;
    const steps = Math.abs(distance - threshold) * window.size - ROUNDING_MARGIN;
    this.decidedUntil = window.filled === window.size && steps > 0 ? window.pushed + Math.ceil(steps) - 1 : -1;
    return this.isAbove;
  }

  /** Memory beside the shared grid, in bytes. */
  get bytes(): number {
    return this.window.bytes;
  }

  /** The window's counts per bucket of the grid: they add up over shards. */
  bucketCounts(): Int32Array {
    return this.window.countsCopy();
  }

  /** D of the union of several windows over one grid: exactly that of one worker. */
  merged(others: readonly RollingKolmogorovSmirnov[]): RollingValue {
    const counts = this.bucketCounts();
    let total = this.window.filled;
    for (const other of others) {
      if (other.grid.buckets !== this.grid.buckets) throw new RangeError('windows over different baselines cannot be merged');
      other.bucketCounts().forEach((count, i) => (counts[i] += count));
      total += other.window.filled;
    }
    return valueOf(this.grid, total, total === 0 ? NO_GAPS : extremeGaps(this.grid, counts, total));
  }

  /** The buckets in the window, oldest first: everything else follows from them. */
  toState(): Int32Array {
    return this.window.toArray();
  }

  static fromState(state: Int32Array, grid: RankGrid, window: number): RollingKolmogorovSmirnov {
    const ks = new RollingKolmogorovSmirnov({ baseline: grid, window });
    if (state.length > window) throw new RangeError(`the window state has ${state.length} values, the window holds ${window}`);
    for (const bucket of state) {
      if (bucket < 0 || bucket >= grid.buckets) throw new RangeError(`window state has bucket ${bucket}; the baseline has ${grid.buckets}`);
      ks.updateBucket(bucket);
    }
    return ks;
  }
}

interface Gaps {
  above: number;
  aboveAt: number;
  below: number;
  belowAt: number;
}

const NO_GAPS: Gaps = { above: NaN, aboveAt: 0, below: NaN, belowAt: 0 };

function valueOf(grid: RankGrid, w: number, { above, aboveAt, below, belowAt }: Gaps): RollingValue {
  const falls = below > above;
  const scale = grid.size * w;
  return {
    distance: (falls ? below : above) / scale,
    location: w === 0 ? NaN : grid.valueAt(falls ? belowAt : aboveAt),
    sign: falls ? -1 : 1,
    count: w,
    rose: above / scale,
    fell: below / scale,
  };
}
