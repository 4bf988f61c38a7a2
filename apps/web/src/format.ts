/** How numbers and times are written everywhere. Unknown is a dash, never a zero. */
export const UNKNOWN = '–';

export const percent = (share: number | null | undefined): string => (share === null || share === undefined ? UNKNOWN : `${share < 0.1 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`);

export const fixed = (value: number | null | undefined, digits = 2): string => (value === null || value === undefined || !Number.isFinite(value) ? UNKNOWN : value.toFixed(digits));

export const whole = (value: number | null | undefined): string => (value === null || value === undefined ? UNKNOWN : new Intl.NumberFormat('en').format(Math.round(value)));

export const clock = (at: number | null | undefined): string => (at === null || at === undefined ? UNKNOWN : new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at));

/** "3 min ago". */
export function ago(at: number | null | undefined, now = Date.now()): string {
  if (at === null || at === undefined) return UNKNOWN;
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 90) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}

/** Evidence spans many orders of magnitude: as a power of ten. */
export const evidence = (value: number): string => (value < 1000 ? value.toFixed(value < 10 ? 1 : 0) : `10^${Math.log10(value).toFixed(1)}`);
