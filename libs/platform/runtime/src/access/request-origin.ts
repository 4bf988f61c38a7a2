interface RequestHead {
  method: string;
  headers: Record<string, string | string[] | undefined>;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export const isSafeMethod = (method: string): boolean => SAFE.has(method.toUpperCase());

/**
 * Whether a browser sent this from a page of the same origin. `host` is what the client calls this server.
 * Programs that are no browsers send neither header and pass: they carry no cookie that someone else could ride on.
 */
export function isSameOrigin({ headers }: RequestHead, host: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin } = headers;
  if (origin === undefined) return true;
  return typeof origin === 'string' && URL.canParse(origin) && new URL(origin).host === host;
}
