import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type AddressRule, allowedAddresses } from './allowed-address';
import { allowedHosts } from './allowed-hosts';
import { FetchRefused } from './fetch-refused';
import { guardedLookup, notAllowed, type Resolver } from './guarded-lookup';
import { looksLikeImage } from './image-magic';
import { parseUrl } from './parse-url';

export interface SafeFetcherOptions {
  /** Hosts that may be asked; none means that nothing is ever fetched. */
  hosts: readonly string[];
  /** Private networks that may be reached all the same, in CIDR notation. */
  privateNetworks?: readonly string[];
  /** Plain http: too; https: alone by default. */
  allowHttp?: boolean;
  /** Default 10 MiB. */
  mostBytes?: number;
  /** For the whole exchange, redirects included. Default 10,000 ms. */
  timeoutMs?: number;
  /** How names become addresses; the system's way by default. */
  resolve?: Resolver;
}

const MOST_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Fetches images by URL without becoming a way into the network it runs in: allow-listed hosts, addresses checked at
 * connect time, redirects followed by hand and checked anew, caps on bytes and time, content judged by its first bytes.
 */
export class SafeFetcher {
  private readonly isAllowedHost: (url: URL) => boolean;
  private readonly isAllowedAddress: AddressRule;
  private readonly lookup: LookupFunction;

  /** @throws RangeError for a host or a network that cannot be read */
  constructor(private readonly options: SafeFetcherOptions) {
    this.isAllowedHost = allowedHosts(options.hosts);
    this.isAllowedAddress = allowedAddresses(options.privateNetworks);
    this.lookup = guardedLookup(this.isAllowedAddress, options.resolve);
  }

  /** @throws FetchRefused */
  async fetch(reference: string): Promise<Uint8Array> {
    const timeoutMs = this.options.timeoutMs ?? 10_000;
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      return await this.follow(this.check(reference), signal);
    } catch (error) {
      if (error instanceof FetchRefused) throw error;
      if (signal.aborted) throw new FetchRefused('too-slow', `${shown(reference)} did not answer in full within ${timeoutMs} ms.`, { cause: error });
      throw new FetchRefused('unreachable', `${shown(reference)} cannot be reached (${(error as NodeJS.ErrnoException).code ?? 'no answer'}).`, { cause: error });
    }
  }

  private async follow(first: URL, signal: AbortSignal): Promise<Uint8Array> {
    let url = first;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const answer = await this.request(url, signal);
      const location = REDIRECTS.has(answer.statusCode ?? 0) ? answer.headers.location : undefined;
      if (location === undefined) return this.readBody(url, answer);
      answer.destroy();
      url = this.check(location, url);
    }
    throw new FetchRefused('too-many-redirects', `${shown(first.href)} redirects more than ${MOST_REDIRECTS} times.`);
  }

  /** Everything about a URL that can be judged before anyone is asked. */
  private check(reference: string, base?: URL): URL {
    if (this.options.hosts.length === 0) throw new FetchRefused('off', 'Images are not fetched by URL: name the hosts that may be asked in the setting fetch.hosts.');
    const url = parseUrl(reference, base?.href);
    const schemes = this.options.allowHttp ? ['https:', 'http:'] : ['https:'];
    if (!url || !schemes.includes(url.protocol)) throw new FetchRefused('bad-url', `${shown(reference)} is not fetched: only ${schemes.join(' and ')} URLs are.`);
    if (url.username || url.password) throw new FetchRefused('bad-url', 'A URL with a user name or a password is not fetched.');
    if (!this.isAllowedHost(url)) throw new FetchRefused('host-not-allowed', `${url.host} is not among the hosts of the setting fetch.hosts.`);
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    // No name is looked up for an address, so that it is judged here.
    if (isIP(literal) && !this.isAllowedAddress(literal)) throw notAllowed(url.hostname, literal);
    return url;
  }

  private request(url: URL, signal: AbortSignal): Promise<http.IncomingMessage> {
    const { request } = url.protocol === 'https:' ? https : http;
    return new Promise((resolve, reject) => {
      const asking = request(url, { lookup: this.lookup, signal, agent: false, headers: { accept: 'image/jpeg, image/png, image/webp', 'accept-encoding': 'identity' } }, resolve);
      asking.once('error', reject);
      asking.end();
    });
  }

  private async readBody(url: URL, answer: http.IncomingMessage): Promise<Uint8Array> {
    const mostBytes = this.options.mostBytes ?? 10 * 1024 * 1024;
    const { statusCode, headers } = answer;
    try {
      if (statusCode !== 200) throw new FetchRefused('bad-answer', `${shown(url.href)} answered with status ${statusCode}.`);
      if ((headers['content-encoding'] ?? 'identity') !== 'identity') throw new FetchRefused('bad-answer', `${shown(url.href)} sent compressed content that was not asked for.`);
      const parts: Buffer[] = [];
      let size = 0;
      for await (const part of answer as AsyncIterable<Buffer>) {
        size += part.length;
        if (size > mostBytes) throw new FetchRefused('too-many-bytes', `${shown(url.href)} has more than ${mostBytes} bytes.`);
        parts.push(part);
      }
      const bytes = Buffer.concat(parts);
      if (!looksLikeImage(bytes)) throw new FetchRefused('not-an-image', `${shown(url.href)} is no JPEG, PNG or WebP image, whatever its Content-Type says.`);
      return new Uint8Array(bytes);
    } finally {
      answer.destroy();
    }
  }
}

/** A URL for messages: without its query, which may hold secrets, and of bounded length. */
const shown = (reference: string): string => reference.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//').slice(0, 200);
