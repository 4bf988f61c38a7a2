import { setTimeout } from 'node:timers/promises';
import type { Logger } from '@conceptwatch/ports';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/** Resolves after a while, or at once when the signal is aborted. */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> => setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);

/**
 * Delivers until it is accepted: a source can wait, an image that was given up is lost.
 *
 * @returns false when the source was stopped before that
 * @throws what cannot be cured by trying again
 */
export async function deliverPatiently(deliver: () => Promise<void>, source: string, signal: AbortSignal, logger?: Logger): Promise<boolean> {
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      await deliver();
      return true;
    } catch (error) {
      if ((error as { retriable?: unknown }).retriable !== true) throw error;
      logger?.warn('images are not accepted at the moment; the source waits', { source, tries, error: (error as Error).message });
      await pause(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 10)), signal);
    }
  }
  return false;
}
