/** A linear map from values to pixels. */
export interface Scale {
  (value: number): number;
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
}

/** An empty domain is mapped to the middle of the range. */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [low, high] = domain;
  const [from, to] = range;
  const map = (value: number): number => (high === low ? (from + to) / 2 : from + ((value - low) / (high - low)) * (to - from));
  return Object.assign(map, { domain, range });
}

/**
 * Round values within low..high, at most `most` of them, at steps of 1, 2 or 5 times a power of ten.
 *
 * @example ticksOf(0, 1, 6) // [0, 0.2, 0.4, 0.6, 0.8, 1]
 */
export function ticksOf(low: number, high: number, most: number): number[] {
  if (!(high > low) || most < 1) return [];
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => (high - low) / (factor * power) <= most) ?? 10) * power;
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) ticks.push(Number((k * step).toFixed(digits)));
  return ticks;
}

/** How many decimals ticks need to differ. */
export function tickDigits(ticks: readonly number[]): number {
  if (ticks.length < 2) return 2;
  return Math.max(0, -Math.floor(Math.log10(Math.abs(ticks[1] - ticks[0])) + 1e-9));
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const TIME_STEPS = [1, 2, 5, 10, 15, 30].map((n) => n * SECOND).concat([1, 2, 5, 10, 15, 30].map((n) => n * MINUTE), [1, 2, 3, 6, 12, 24].map((n) => n * HOUR), [2, 7, 14, 30].map((n) => n * 24 * HOUR));

/** Round times within from..to, at most `most`, in the time zone that is `offsetMs` ahead of UTC. */
export function timeTicks(from: number, to: number, most: number, offsetMs = 0): number[] {
  if (!(to > from) || most < 1) return [];
  const step = TIME_STEPS.find((candidate) => (to - from) / candidate <= most) ?? TIME_STEPS[TIME_STEPS.length - 1];
  const ticks: number[] = [];
  for (let at = Math.ceil((from + offsetMs) / step) * step - offsetMs; at <= to; at += step) ticks.push(at);
  return ticks.slice(0, most + 1);
}
