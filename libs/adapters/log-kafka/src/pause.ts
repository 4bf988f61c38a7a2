import { setTimeout } from 'node:timers/promises';

/** Resolves after a while, or at once when the signal is aborted. */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> => setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
