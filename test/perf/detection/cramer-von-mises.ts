/**
 * The two-sample Cramér–von Mises statistic of the last w ranks against a baseline of n, without ties, normalised to mean
 * 0 and variance 1 under no change: what alibi-detect's CVMDriftOnline compares (cramer-von-mises.spec.ts has its values).
 *
 * Σ (F − G)² over both samples. Between two neighbours of the window G does not change, so that the baseline's part is a
 * sum of squares in closed form. O(w) per image.
 */
export class CramerVonMises {
  /** Baseline values below each value of the window, ascending, and in the order of arrival. */
  private readonly sorted: Int32Array;
  private readonly ring: Int32Array;
  private filled = 0;
  private next = 0;

  constructor(
    private readonly n: number,
    private readonly window: number,
  ) {
    this.sorted = new Int32Array(window);
    this.ring = new Int32Array(window);
  }

  /** @param below baseline values below the image's score @returns the statistic, or −Infinity until the window is full */
  update(below: number): number {
    if (this.filled === this.window) this.remove(this.ring[this.next]);
    this.insert(below);
    this.ring[this.next] = below;
    this.next = (this.next + 1) % this.window;
    return this.filled === this.window ? this.normalised(this.sumOfSquares()) : -Infinity;
  }

  private place(below: number): number {
    let [low, high] = [0, this.filled];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.sorted[middle] < below) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private insert(below: number): void {
    const at = this.place(below);
    this.sorted.copyWithin(at + 1, at, this.filled++);
    this.sorted[at] = below;
  }

  private remove(below: number): void {
    this.sorted.copyWithin(this.place(below), this.place(below) + 1, this.filled--);
  }

  private sumOfSquares(): number {
    const { n, window, sorted } = this;
    let sum = 0;
    let from = 0;
    for (let i = 0; i <= window; i++) {
      const to = i < window ? sorted[i] : n;
      // Baseline values number from + 1 … to see G = i/w.
      if (to > from) sum += squares(from + 1, to, (n * i) / window) / (n * n);
      if (i < window) sum += (sorted[i] / n - (i + 1) / window) ** 2;
      from = to;
    }
    return sum;
  }

  private normalised(sum: number): number {
    const { n, window: w } = this;
    const mean = 1 / 6 + 1 / (6 * (n + w));
    const variance = ((n + w + 1) * (4 * n * w * (n + w) - 3 * (n * n + w * w) - 2 * n * w)) / (45 * (n + w) ** 2 * 4 * n * w);
    return ((sum * n * w) / (n + w) ** 2 - mean) / Math.sqrt(variance);
  }
}

/** Σ (j − c)² for j = first … last. */
function squares(first: number, last: number, c: number): number {
  const count = last - first + 1;
  const middle = (first + last) / 2;
  return count * (middle - c) ** 2 + (count * (count * count - 1)) / 12;
}
