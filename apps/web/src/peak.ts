/** The strongest point of a history. */
export interface Peak {
  at: number;
  ks: number;
}

/** The largest known D from `since` on; null when none is known or there was no change. */
export function peakSince(at: readonly number[], ks: readonly (number | null)[], since: number | null): Peak | null {
  if (since === null) return null;
  let peak: Peak | null = null;
  for (const [i, value] of ks.entries()) if (value !== null && at[i] >= since && (peak === null || value > peak.ks)) peak = { at: at[i], ks: value };
  return peak;
}

const FADED = 0.6;

/** Whether D has come down so far from its peak that the change seems to end. */
export const isFading = (ks: number | null, peak: Peak | null): peak is Peak => ks !== null && peak !== null && ks < FADED * peak.ks;
