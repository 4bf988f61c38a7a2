import type { Clock } from '@conceptwatch/ports';

/** The machine's own clock, for tests that talk to something real. */
export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
