import { useCallback, useEffect, useRef, useState } from 'react';

export interface Loaded<T> {
  data: T | undefined;
  error: Error | undefined;
  /** Loads at once. */
  reload: () => void;
}

interface Known<T> {
  key: string;
  data: T | undefined;
  error: Error | undefined;
}

/**
 * Loads something now and then again every so often while the page is visible. An error keeps what was known.
 *
 * @param key says what is loaded: another key starts anew
 * @param everyMs 0 loads once
 */
export function usePolled<T>(key: string, load: () => Promise<T>, everyMs: number): Loaded<T> {
  const [known, setKnown] = useState<Known<T>>({ key, data: undefined, error: undefined });
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });
  useEffect(() => {
    let isCurrent = true;
    const keep = (change: (data: T | undefined) => Known<T>) => isCurrent && setKnown((now) => change(now.key === key ? now.data : undefined));
    const refresh = () => {
      latest.current().then(
        (data) => keep(() => ({ key, data, error: undefined })),
        (error: Error) => keep((data) => ({ key, data, error })),
      );
    };
    refresh();
    const timer = everyMs > 0 ? setInterval(() => document.hidden || refresh(), everyMs) : undefined;
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [key, everyMs, round]);
  const reload = useCallback(() => setRound((now) => now + 1), []);
  return known.key === key ? { data: known.data, error: known.error, reload } : { data: undefined, error: undefined, reload };
}
