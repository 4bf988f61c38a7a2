import { withoutSecrets } from '@conceptwatch/platform/observability';

const MASK = '[left out]';
const SHORTEST_SECRET = 4;
/** `"password": "…"`, `token=…`: whatever the value looks like. */
const NAMED = /((?:token|secret|password|passwd|authorization|cookie|api[-_]?key)["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;&}]+)/gi;

/**
 * Takes secrets out of a text: access tokens, bearer headers, passwords in URLs, values behind names such as
 * `password`, and every occurrence of the given values, also as URLs write them.
 *
 * @example leaveOut('password: abc123', []) // 'password: [left out]'
 */
export function leaveOut(text: string, secrets: readonly string[]): string {
  const known = secrets.flatMap(spellings).sort((a, b) => b.length - a.length);
  return text
    .split('\n')
    .map((line) => withoutSecrets(known.reduce((rest, secret) => rest.replaceAll(secret, MASK), line)).replaceAll(NAMED, `$1${MASK}`))
    .join('\n');
}

/** A secret, what is secret inside it when it is a URL, and how a URL spells it. */
function spellings(secret: string): string[] {
  const inner = URL.canParse(secret) ? [new URL(secret).password, new URL(secret).search.slice(1), decodeURIComponent(new URL(secret).password)] : [];
  return [secret, encodeURIComponent(secret), ...inner].filter(({ length }) => length >= SHORTEST_SECRET);
}
