import { useEffect, useState } from 'react';

/** Loads something now and then again every so often, while the page is visible. */
export function usePolled<T>(load: () => Promise<T>, everyMs: number, key: string): { data: T | undefined; error: Error | undefined } {
  const [state, setState] = useState<{ key: string; data: T | undefined; error: Error | undefined }>({ key, data: undefined, error: undefined });
  useEffect(() => {
    let alive = true;
    const refresh = () => {
      if (document.hidden) return;
      load().then(
        (data) => alive && setState({ key, data, error: undefined }),
        (error: Error) => alive && setState((now) => ({ key, data: now.key === key ? now.data : undefined, error })),
      );
    };
    refresh();
    const timer = setInterval(refresh, everyMs);
    return () => {
      alive = false;
      clearInterval(timer);
    };
    // The key says what is loaded; the function is made anew at each render.
    // eslint-disable-next-line
  }, [key, everyMs]);
  return state.key === key ? state : { data: undefined, error: undefined };
}
