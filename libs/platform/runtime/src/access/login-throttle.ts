import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK } from '@conceptwatch/ports';

const FREE_TRIES = 5;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15 * 60_000;
const MOST_ADDRESSES = 10_000;

interface Failures {
  count: number;
  blockedUntil: number;
}

/** Slows down who guesses tokens: after five failures each further one doubles the wait of that address. */
@Injectable()
export class LoginThrottle {
  private readonly failures = new Map<string, Failures>();

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** @returns milliseconds that this address has to wait; 0 when it may try. */
  waitMs(address: string): number {
    return Math.max(0, (this.failures.get(address)?.blockedUntil ?? 0) - this.clock.monotonic());
  }

  failed(address: string): void {
    const count = (this.failures.get(address)?.count ?? 0) + 1;
    const wait = count < FREE_TRIES ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (count - FREE_TRIES));
    this.failures.delete(address);
    this.failures.set(address, { count, blockedUntil: this.clock.monotonic() + wait });
    if (this.failures.size > MOST_ADDRESSES) this.failures.delete(this.failures.keys().next().value as string);
  }

  succeeded(address: string): void {
    this.failures.delete(address);
  }
}
