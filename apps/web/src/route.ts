import { useSyncExternalStore } from 'react';

/** Where the reader is. */
export type Route =
  | { page: 'home' }
  | { page: 'stream'; stream: string }
  | { page: 'concept'; stream: string; concept: string }
  | { page: 'events'; stream: string }
  | { page: 'refused'; stream: string }
  | { page: 'phrase'; stream: string }
  | { page: 'settings'; stream: string }
  | { page: 'jobs' }
  | { page: 'job'; id: string }
  | { page: 'library' }
  | { page: 'bank'; bank: string }
  | { page: 'aligners' }
  | { page: 'aligner'; name: string }
  | { page: 'access' }
  | { page: 'unknown'; path: string };

export function parsePath(path: string): Route {
  const parts = path.split('/').filter(Boolean).map(decoded);
  const [kind, stream, inner, concept] = parts;
  if (kind === undefined) return { page: 'home' };
  if (kind === 'jobs' && parts.length <= 2) return stream === undefined ? { page: 'jobs' } : { page: 'job', id: stream };
  if (kind === 'library' && stream === 'banks' && inner !== undefined && parts.length === 3) return { page: 'bank', bank: inner };
  if (kind === 'aligners' && parts.length <= 2) return stream === undefined ? { page: 'aligners' } : { page: 'aligner', name: stream };
  if ((kind === 'library' || kind === 'access') && parts.length === 1) return { page: kind };
  if (kind !== 'streams' || stream === undefined) return { page: 'unknown', path };
  if (parts.length === 2) return { page: 'stream', stream };
  if (inner === 'concepts' && concept !== undefined && parts.length === 4) return { page: 'concept', stream, concept };
  if ((inner === 'events' || inner === 'refused' || inner === 'phrase' || inner === 'settings') && parts.length === 3) return { page: inner, stream };
  return { page: 'unknown', path };
}

/** A malformed escape stays as it is typed. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function pathOf(route: Route): string {
  if (route.page === 'home') return '/';
  if (route.page === 'unknown') return route.path;
  if (route.page === 'jobs' || route.page === 'library' || route.page === 'access') return `/${route.page}`;
  if (route.page === 'bank') return `/library/banks/${encodeURIComponent(route.bank)}`;
  if (route.page === 'aligners') return '/aligners';
  if (route.page === 'aligner') return `/aligners/${encodeURIComponent(route.name)}`;
  if (route.page === 'job') return `/jobs/${encodeURIComponent(route.id)}`;
  const stream = `/streams/${encodeURIComponent(route.stream)}`;
  if (route.page === 'stream') return stream;
  return route.page === 'concept' ? `${stream}/concepts/${encodeURIComponent(route.concept)}` : `${stream}/${route.page}`;
}

export const streamOf = (route: Route): string | undefined => ('stream' in route ? route.stream : undefined);

const followers = new Set<() => void>();

function subscribe(follower: () => void): () => void {
  followers.add(follower);
  addEventListener('popstate', follower);
  return () => {
    followers.delete(follower);
    removeEventListener('popstate', follower);
  };
}

/** Goes somewhere: one step in the browser's history, from the top, with the focus on the content. */
export function go(route: Route): void {
  const path = pathOf(route);
  if (path === location.pathname) return;
  history.pushState(null, '', path);
  for (const follower of followers) follower();
  scrollTo({ top: 0 });
  document.getElementById('content')?.focus({ preventScroll: true });
}

/** The path in the address bar, followed. */
export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname);
