import type { Clock } from '@conceptwatch/ports';

const MOST_KEYS = 10_000;

/** Counts requests by key in windows of one second; what is over the limit waits for the next window. */
export class RequestRate {
  private readonly counts = new Map<string, number>();
  private windowEnd = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly perSecond: number,
  ) {}

  /** @returns milliseconds until the next try; 0 when this one may pass. O(1), bounded memory. */
  take(key: string): number {
    const now = this.clock.monotonic();
    if (now >= this.windowEnd || this.counts.size >= MOST_KEYS) {
      this.counts.clear();
      this.windowEnd = now + 1000;
    }
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return count <= this.perSecond ? 0 : this.windowEnd - now;
  }
}
