import type { DriftEvent, DriftState, LiveMessages, RecentImage, StreamSummary } from '../api/shapes';

/** What the page knows from the server's events. Nothing known is undefined or empty, never a made-up zero. */
export interface LiveState {
  line: 'connecting' | 'open' | 'broken';
  lastNewsAt: number | null;
  streams: StreamSummary[] | undefined;
  drift: DriftState | undefined;
  /** Newest first. */
  images: RecentImage[];
  /** Seen since the page was opened, newest first. */
  events: DriftEvent[];
}

export type LiveNews = { [Name in keyof LiveMessages]: { kind: Name; at: number; data: LiveMessages[Name] } }[keyof LiveMessages];
export type LiveAction = LiveNews | { kind: 'opened' } | { kind: 'broke' } | { kind: 'earlier-images'; data: RecentImage[] } | { kind: 'first-drift'; data: DriftState };

export const SHOWN_IMAGES = 24;
const KEPT_EVENTS = 50;
/** The server speaks every second: after this long without a word the page says so. */
const STALE_MS = 8000;

export const NOTHING_YET: LiveState = { line: 'connecting', lastNewsAt: null, streams: undefined, drift: undefined, images: [], events: [] };

/** The next state after something happened on the line. Never changes its arguments. */
export function liveReducer(state: LiveState, action: LiveAction): LiveState {
  switch (action.kind) {
    case 'opened':
      return { ...state, line: 'open' };
    case 'broke':
      return { ...state, line: 'broken' };
    case 'earlier-images':
      return { ...state, images: merged(state.images, action.data) };
    case 'first-drift':
      return { ...state, drift: state.drift ?? action.data };
    case 'streams':
      return { ...heard(state, action.at), streams: action.data };
    case 'drift':
      return { ...heard(state, action.at), drift: action.data };
    case 'image':
      return { ...heard(state, action.at), images: merged([action.data], state.images) };
    case 'event':
      return { ...heard(state, action.at), events: withEvent(state.events, action.data) };
  }
}

const heard = (state: LiveState, at: number): LiveState => ({ ...state, line: 'open', lastNewsAt: at });

/** Each image once, newest first; of images taken at the same time the first list's come first. */
function merged(first: RecentImage[], second: RecentImage[]): RecentImage[] {
  const known = new Set(first.map(({ image_id }) => image_id));
  const images = [...first, ...second.filter(({ image_id }) => !known.has(image_id))];
  return images.sort((a, b) => b.captured_at - a.captured_at).slice(0, SHOWN_IMAGES);
}

const withEvent = (events: DriftEvent[], event: DriftEvent): DriftEvent[] =>
  events.some(({ id }) => id === event.id) ? events : [event, ...events].slice(0, KEPT_EVENTS);

export type LineStatus = 'connecting' | 'live' | 'stale' | 'broken';

/** Whether what the page shows is what the server knows. */
export function lineStatusOf({ line, lastNewsAt }: Pick<LiveState, 'line' | 'lastNewsAt'>, now: number): LineStatus {
  if (line === 'broken') return 'broken';
  if (line === 'connecting' || lastNewsAt === null) return 'connecting';
  return now - lastNewsAt > STALE_MS ? 'stale' : 'live';
}

/** Milliseconds before the n-th new attempt (from 0): doubling from one second to fifteen. */
export const retryDelayMs = (attempt: number): number => Math.min(15_000, 1000 * 2 ** Math.min(attempt, 10));
