import type { Clock } from '@conceptwatch/ports';

/** A clock that moves only when told. */
export class ManualClock implements Clock {
  constructor(private at = Date.UTC(2026, 0, 1)) {}

  now(): number {
    return this.at;
  }

  monotonic(): number {
    return this.at;
  }

  advance(milliseconds: number): void {
    this.at += milliseconds;
  }
}
