import { ModelHubError } from '@conceptwatch/ports';

const MOST_REDIRECTS = 5;
const ANSWER_WITHIN_MS = 30_000;

interface HubRequest {
  token?: string;
  headers: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * GET with redirects followed by hand: hubs tell the sha-256 of a large file in the first answer (x-linked-etag) and
 * send on to a storage that must not see the token.
 */
export async function requestFollowing(url: string, { token, headers, signal }: HubRequest): Promise<{ response: Response; digest: string | undefined }> {
  let digest: string | undefined;
  let at = new URL(url);
  const { origin } = at;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await send(at, { ...headers, 'accept-encoding': 'identity', ...(token && at.origin === origin ? { authorization: `Bearer ${token}` } : {}) }, signal);
    digest ??= digestIn(response.headers.get('x-linked-etag'));
    const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (location === null) return { response, digest };
    await response.body?.cancel();
    const next = new URL(location, at);
    if (next.protocol !== 'https:' && next.protocol !== at.protocol) throw new ModelHubError(`${origin} sends on from ${at.protocol} to ${next.protocol}, which is refused.`, false);
    at = next;
  }
  throw new ModelHubError(`${origin} redirects more than ${MOST_REDIRECTS} times.`, false);
}

/** The time limit is for the answer to begin; its body may take as long as bytes arrive. */
async function send(url: URL, headers: Record<string, string>, signal?: AbortSignal): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error(`no answer within ${ANSWER_WITHIN_MS / 1000} s`)), ANSWER_WITHIN_MS);
  try {
    return await fetch(url, { redirect: 'manual', headers, signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal });
  } catch (cause) {
    signal?.throwIfAborted();
    const why = (cause as { cause?: Error }).cause?.message ?? (cause as Error).message;
    throw new ModelHubError(`${url.origin} cannot be reached (${why}). Without a network give a folder: --models DIR.`, true, { cause });
  } finally {
    clearTimeout(timer);
  }
}

const digestIn = (etag: string | null): string | undefined => /^"?([0-9a-f]{64})"?$/.exec(etag ?? '')?.[1];
