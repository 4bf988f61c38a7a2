import { isIP } from 'node:net';
import { parseUrl } from './parse-url';

interface AllowedHost {
  /** Lower case; without the leading `*.` where subdomains are meant. */
  host: string;
  withSubdomains: boolean;
  /** Undefined: the scheme's own port alone. */
  port: string | undefined;
}

/**
 * Reads an allow-list of hosts: `images.example.org`, `cdn.example.org:8443`, `*.example.org` (subdomains, not the
 * domain itself). Addresses are written as URLs have them: `203.0.113.7`, `[2001:db8::1]:8443`.
 *
 * @throws RangeError for an entry that is no host
 */
export function allowedHosts(entries: readonly string[]): (url: URL) => boolean {
  const hosts = entries.map(readEntry);
  return (url) => hosts.some(({ host, withSubdomains, port }) => url.port === (port ?? '') && (withSubdomains ? url.hostname.endsWith(`.${host}`) : url.hostname === host));
}

function readEntry(entry: string): AllowedHost {
  const withSubdomains = entry.startsWith('*.');
  const rest = withSubdomains ? entry.slice(2) : entry;
  const url = parseUrl(`https://${rest}`);
  const isPlain = url !== undefined && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && !/[/?#@*]/.test(rest);
  if (!url || !isPlain || (withSubdomains && isIP(url.hostname.replace(/^\[|\]$/g, '')))) {
    throw new RangeError(`"${entry}" is no host: write it like images.example.org, images.example.org:8443 or *.example.org`);
  }
  return { host: url.hostname, withSubdomains, port: /:443$/.test(rest) ? '' : url.port || undefined };
}
