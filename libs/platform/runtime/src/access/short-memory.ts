import type { Clock } from '@conceptwatch/ports';

const MOST = 1000;

/** Remembers answers for a short time, so that a busy client does not cost a database read per request. */
export class ShortMemory<T> {
  private readonly known = new Map<string, { until: number; value: T }>();

  constructor(
    private readonly clock: Clock,
    private readonly keepMs: number,
  ) {}

  get(key: string): T | undefined {
    const entry = this.known.get(key);
    return entry && entry.until > this.clock.monotonic() ? entry.value : undefined;
  }

  set(key: string, value: T): void {
    this.known.delete(key);
    this.known.set(key, { until: this.clock.monotonic() + this.keepMs, value });
    if (this.known.size > MOST) this.known.delete(this.known.keys().next().value as string);
  }

  clear(): void {
    this.known.clear();
  }
}
