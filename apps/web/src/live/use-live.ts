import { useEffect, useReducer, useRef } from 'react';
import { api, isSignedOut } from '../api/client';
import type { LiveMessages } from '../api/shapes';
import { type LiveAction, type LiveNews, liveReducer, type LiveState, NOTHING_YET, retryDelayMs, SHOWN_IMAGES } from './live-state';

const NAMES: readonly (keyof LiveMessages)[] = ['streams', 'drift', 'event', 'image'];

/**
 * Follows the server's events for one stream and connects again when the line breaks.
 *
 * @param options isPaused: what arrives is not shown, the line stays open; onSignedOut: the session ended meanwhile
 */
export function useLive(stream: string | undefined, options: { isPaused: boolean; onSignedOut: () => void }): LiveState {
  const [{ of, state }, dispatch] = useReducer(reduceForStream, { of: stream, state: NOTHING_YET });
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    const tell = (action: LiveAction) => dispatch({ stream, action });
    const line = new LiveLine(stream, tell, latest);
    if (stream) loadFirst(stream, tell);
    return () => line.close();
  }, [stream]);
  return of === stream ? state : NOTHING_YET;
}

/** What is known already, asked for while the line opens. What fails here comes over the line. */
function loadFirst(stream: string, tell: (action: LiveAction) => void): void {
  api.images(stream, SHOWN_IMAGES).then((data) => tell({ kind: 'earlier-images', data }), () => undefined);
  api.drift(stream).then((data) => tell({ kind: 'first-drift', data }), () => undefined);
}

interface OfStream {
  of: string | undefined;
  state: LiveState;
}

/** What was known of another stream is forgotten, but for the list of all streams. */
function reduceForStream({ of, state }: OfStream, { stream, action }: { stream: string | undefined; action: LiveAction }): OfStream {
  const known = of === stream ? state : { ...NOTHING_YET, streams: state.streams };
  return { of: stream, state: liveReducer(known, action) };
}

class LiveLine {
  private source: EventSource | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempts = 0;
  private isClosed = false;

  constructor(
    private readonly stream: string | undefined,
    private readonly tell: (action: LiveAction) => void,
    private readonly options: { current: { isPaused: boolean; onSignedOut: () => void } },
  ) {
    this.open();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.source?.close();
  }

  private open(): void {
    const source = new EventSource(`/api/v1/live${this.stream ? `?stream=${encodeURIComponent(this.stream)}` : ''}`);
    this.source = source;
    source.onopen = () => {
      this.attempts = 0;
      this.tell({ kind: 'opened' });
    };
    source.onerror = () => void this.recover(source);
    for (const kind of NAMES)
      source.addEventListener(kind, (message: MessageEvent<string>) => {
        if (!this.options.current.isPaused) this.tell({ kind, at: Date.now(), data: JSON.parse(message.data) } as LiveNews);
      });
  }

  /** The browser retries a broken line itself, but gives up on an answer that is no stream: an expired session, a proxy's error page. */
  private async recover(source: EventSource): Promise<void> {
    this.tell({ kind: 'broke' });
    if (this.isClosed || source.readyState !== EventSource.CLOSED) return;
    const isOut = await api.session().then(() => false, isSignedOut);
    if (this.isClosed) return;
    if (isOut) return this.options.current.onSignedOut();
    this.timer = setTimeout(() => this.open(), retryDelayMs(this.attempts++));
  }
}
