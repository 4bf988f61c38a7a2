/** How numbers and times are written everywhere. Unknown is a dash, never a zero. */
export const UNKNOWN = '–';

type Maybe<T> = T | null | undefined;

const isKnown = (value: Maybe<number>): value is number => value !== null && value !== undefined && Number.isFinite(value);

/** A share of 1 as percent: one decimal below 10 %. */
export function percent(share: Maybe<number>): string {
  if (!isKnown(share)) return UNKNOWN;
  const value = share * 100;
  return `${Math.abs(value) < 9.95 && value !== 0 ? value.toFixed(1) : Math.round(value)} %`;
}

export const fixed = (value: Maybe<number>, digits = 2): string => (isKnown(value) ? value.toFixed(digits).replace('-', '−') : UNKNOWN);

const WHOLE = new Intl.NumberFormat('en');
export const whole = (value: Maybe<number>): string => (isKnown(value) ? WHOLE.format(Math.round(value)) : UNKNOWN);

/** "1 image", "1,204 images". */
export const counted = (value: Maybe<number>, singular: string, plural = `${singular}s`): string => `${whole(value)} ${value === 1 ? singular : plural}`;

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY_CLOCK = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const FULL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** The time of day, in the reader's time zone. */
export const clock = (at: Maybe<number>): string => (isKnown(at) ? CLOCK.format(at) : UNKNOWN);

/** The time of day, with the date when it is not today's. */
export function moment(at: Maybe<number>, now: number): string {
  if (!isKnown(at)) return UNKNOWN;
  return new Date(at).toDateString() === new Date(now).toDateString() ? CLOCK.format(at) : DAY_CLOCK.format(at);
}

export const fullTime = (at: Maybe<number>): string => (isKnown(at) ? FULL.format(at) : UNKNOWN);

/** "3 min ago". */
export function ago(at: Maybe<number>, now: number): string {
  if (!isKnown(at)) return UNKNOWN;
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 2) return 'just now';
  if (seconds < 90) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}

const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Evidence spans many orders of magnitude: from 10,000 on as a rounded power of ten. */
export function evidence(value: Maybe<number>): string {
  if (value === Infinity) return 'beyond measure';
  if (!isKnown(value)) return UNKNOWN;
  if (value < 10_000) return value < 10 ? value.toFixed(1) : whole(value);
  const exponent = Math.floor(Math.log10(value));
  const lead = value / 10 ** exponent;
  const power = `10${[...String(exponent)].map((digit) => SUPERSCRIPT[Number(digit)]).join('')}`;
  return lead < 1.05 ? power : `${lead.toFixed(1)} × ${power}`;
}

/** Images per second: two digits that count. */
export const rate = (value: Maybe<number>): string => (isKnown(value) ? `${value < 10 ? value.toFixed(1) : whole(value)} / s` : UNKNOWN);

/** "snow" becomes "Snow". */
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
