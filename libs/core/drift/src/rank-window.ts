import { type RankGrid, touch, VALUES_SHIFT } from './rank-grid';

const BUCKET_SHIFT = VALUES_SHIFT + 1;

/**
 * Counts of the last `window` values in rank space, with the largest and smallest gap i·w − j·n to the baseline
 * (i baseline values and j window values lie at or below a point; gap/(n·w) is the difference of the two ECDFs).
 *
 * One value in and one out is O(1). Each block of buckets keeps bounds of its own largest and smallest gap, which a
 * change widens by at most n; reading the extremes adds blocks up and looks again only into blocks whose bound reaches
 * the best: O(m / 64) and exact, in integers up to 2⁵³.
 */
export class RankWindow {
  private readonly counts: Uint16Array | Int32Array;
  private readonly ring: Uint16Array | Int32Array;
  private readonly sums: Int32Array;
  /** Bounds of the largest and smallest gap inside a block, relative to its start; exact while it is not `touched`. */
  private readonly highest: Float64Array;
  private readonly lowest: Float64Array;
  private readonly highestAt: Int32Array;
  private readonly lowestAt: Int32Array;
  private readonly touched: Uint8Array;
  /** Gap at the start of each block, as of the last reading. */
  private readonly bases: Float64Array;
  private next = 0;
  /** Values in the window for which the bounds hold. */
  private boundedFor = 0;
  private isStale = true;
  /** Keeps the loads of `warmUp` from being optimised away. */
  warmth = 0;
  filled = 0;
  /** Values ever pushed. */
  pushed = 0;
  /** Largest gap (window above the baseline), first bucket where it is attained; the same below, negated. */
  above = 0;
  aboveAt = 0;
  below = 0;
  belowAt = 0;

  constructor(
    readonly grid: RankGrid,
    readonly size: number,
  ) {
    const { buckets, blockEnds } = grid;
    const blocks = blockEnds.length;
    this.counts = size < 65_536 ? new Uint16Array(buckets) : new Int32Array(buckets);
    this.ring = buckets <= 65_536 ? new Uint16Array(size) : new Int32Array(size);
    this.sums = new Int32Array(blocks);
    this.highest = new Float64Array(blocks);
    this.lowest = new Float64Array(blocks);
    this.highestAt = new Int32Array(blocks);
    this.lowestAt = new Int32Array(blocks);
    this.touched = new Uint8Array(blocks);
    this.bases = new Float64Array(blocks);
  }

  /** Memory of this window beside the shared grid, in bytes. */
  get bytes(): number {
    const { counts, ring, sums, highest, lowest, highestAt, lowestAt, touched, bases } = this;
    return [counts, ring, sums, highest, lowest, highestAt, lowestAt, touched, bases].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Reads the counts in order, so that a long micro-batch that follows finds them in cache. */
  warmUp(): void {
    this.warmth = touch(this.counts, 16);
  }

  /** Takes one bucket in and, when the window is full, the oldest one out. */
  push(bucket: number): void {
    const { counts, ring, sums, touched, next } = this;
    const n = this.grid.size;
    if (this.filled === this.size) {
      const gone = ring[next];
      const block = gone >> BUCKET_SHIFT;
      counts[gone]--;
      sums[block]--;
      this.highest[block] += n;
      touched[block] = 1;
    } else this.filled++;
    const block = bucket >> BUCKET_SHIFT;
    ring[next] = bucket;
    counts[bucket]++;
    sums[block]++;
    this.lowest[block] -= n;
    touched[block] = 1;
    this.next = next + 1 === this.size ? 0 : next + 1;
    this.pushed++;
    this.isStale = true;
  }

  /** Brings above, below and their places up to date. The window must not be empty. */
  measure(): void {
    if (!this.isStale) return;
    this.isStale = false;
    if (this.filled !== this.boundedFor) this.forgetBounds();
    this.placeBlocks();
    const { bases, highest, lowest } = this;
    const hints = [this.aboveAt >> BUCKET_SHIFT, this.belowAt >> BUCKET_SHIFT];
    [this.above, this.aboveAt, this.below, this.belowAt] = [0, 0, 0, 0];
    this.consider(hints[0]);
    this.consider(hints[1]);
    for (let block = 0; block < bases.length; block++) {
      const base = bases[block];
      if (base + highest[block] >= this.above || -base - lowest[block] >= this.below) this.consider(block);
    }
  }

  /** At least the largest gap, by the bounds alone: O(m / 64). The window must not be empty. */
  ceiling(): number {
    if (this.filled !== this.boundedFor) this.forgetBounds();
    const { sums, highest, lowest, filled, grid } = this;
    const { blockEnds, size: n } = grid;
    let base = 0;
    let before = 0;
    let ceiling = 0;
    for (let block = 0; block < sums.length; block++) {
      const up = base + highest[block];
      if (up > ceiling) ceiling = up;
      const down = -base - lowest[block];
      if (down > ceiling) ceiling = down;
      const after = blockEnds[block];
      base += (after - before) * filled - sums[block] * n;
      before = after;
    }
    return ceiling;
  }

  /** The buckets in the window, oldest first. */
  toArray(): Int32Array {
    const start = this.filled === this.size ? this.next : 0;
    return Int32Array.from({ length: this.filled }, (_, i) => this.ring[(start + i) % this.size]);
  }

  countsCopy(): Int32Array {
    return Int32Array.from(this.counts);
  }

  private forgetBounds(): void {
    this.highest.fill(Infinity);
    this.lowest.fill(-Infinity);
    this.touched.fill(1);
    this.boundedFor = this.filled;
  }

  private placeBlocks(): void {
    const { bases, sums, filled } = this;
    const { blockEnds, size: n } = this.grid;
    let inWindow = 0;
    let before = 0;
    for (let block = 0; block < bases.length; block++) {
      bases[block] = before * filled - inWindow * n;
      inWindow += sums[block];
      before = blockEnds[block];
    }
  }

  private consider(block: number): void {
    if (this.touched[block] === 1) this.lookInto(block);
    const up = this.bases[block] + this.highest[block];
    if (up > this.above || (up === this.above && this.highestAt[block] < this.aboveAt)) {
      this.above = up;
      this.aboveAt = this.highestAt[block];
    }
    const down = -this.bases[block] - this.lowest[block];
    if (down > this.below || (down === this.below && this.lowestAt[block] < this.belowAt)) {
      this.below = down;
      this.belowAt = this.lowestAt[block];
    }
  }

  private lookInto(block: number): void {
    const { counts, filled: w } = this;
    const { cumulative, size: n } = this.grid;
    const from = block << VALUES_SHIFT;
    const to = Math.min(from + (1 << VALUES_SHIFT), cumulative.length);
    let before = from === 0 ? 0 : cumulative[from - 1];
    let gap = 0;
    let highest = -Infinity;
    let lowest = Infinity;
    let highestAt = 2 * from;
    let lowestAt = 2 * from;
    for (let k = from; k < to; k++) {
      gap -= counts[2 * k] * n;
      if (gap < lowest) {
        lowest = gap;
        lowestAt = 2 * k;
      }
      const upTo = cumulative[k];
      gap += (upTo - before) * w - counts[2 * k + 1] * n;
      before = upTo;
      if (gap > highest) {
        highest = gap;
        highestAt = 2 * k + 1;
      }
      if (gap < lowest) {
        lowest = gap;
        lowestAt = 2 * k + 1;
      }
    }
    this.highest[block] = highest;
    this.lowest[block] = lowest;
    this.highestAt[block] = highestAt;
    this.lowestAt[block] = lowestAt;
    this.touched[block] = 0;
  }
}
