import { useEffect, useState } from 'react';

/** Where the page is: a stream, and in it a concept. */
export interface Route {
  stream?: string;
  concept?: string;
}

export function parsePath(path: string): Route {
  const [kind, stream, inner, concept] = path.split('/').filter(Boolean).map(decodeURIComponent);
  if (kind !== 'streams' || !stream) return {};
  return inner === 'concepts' && concept ? { stream, concept } : { stream };
}

export function pathOf({ stream, concept }: Route): string {
  if (!stream) return '/';
  return `/streams/${encodeURIComponent(stream)}${concept ? `/concepts/${encodeURIComponent(concept)}` : ''}`;
}

/** The route in the address bar; going somewhere is one step in the browser's history. */
export function useRoute(): [Route, (to: Route) => void] {
  const [route, setRoute] = useState(() => parsePath(location.pathname));
  useEffect(() => {
    const follow = () => setRoute(parsePath(location.pathname));
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  const go = (to: Route) => {
    history.pushState(null, '', pathOf(to));
    setRoute(to);
    scrollTo({ top: 0 });
  };
  return [route, go];
}
