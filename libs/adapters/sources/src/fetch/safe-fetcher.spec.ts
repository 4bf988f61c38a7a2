import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allowedAddresses } from './allowed-address';
import { allowedHosts } from './allowed-hosts';
import type { FetchRefused } from './fetch-refused';
import { guardedLookup, type Resolver } from './guarded-lookup';
import { SafeFetcher, type SafeFetcherOptions } from './safe-fetcher';
import { UrlImageStore } from './url-image-store';

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3);
let server: Server;
let port: number;
let asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.headers.host} ${request.url}`);
    const url = new URL(request.url ?? '/', 'http://x');
    const to = url.searchParams.get('to');
    if (to) return void response.writeHead(302, { location: to }).end();
    if (url.pathname === '/text') return void response.writeHead(200, { 'content-type': 'image/png' }).end('<html>secret</html>');
    if (url.pathname === '/big') return void response.writeHead(200).end(Buffer.concat([PNG, Buffer.alloc(200_000)]));
    if (url.pathname === '/silent') return void response.writeHead(200).write(PNG);
    if (url.pathname === '/loop') return void response.writeHead(302, { location: '/loop' }).end();
    if (url.pathname === '/gone') return void response.writeHead(404).end();
    if (url.pathname === '/gzip') return void response.writeHead(200, { 'content-encoding': 'gzip' }).end(PNG);
    response.writeHead(200, { 'content-type': 'text/plain' }).end(PNG);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Every name leads to one address after the other. */
const answering = (...addresses: string[]): Resolver => {
  let turn = 0;
  return (_, __, done) => {
    const address = addresses[Math.min(turn++, addresses.length - 1)];
    done(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
  };
};
const fetcher = (options: Partial<SafeFetcherOptions> = {}) => new SafeFetcher({ hosts: [`images.test:${port}`], allowHttp: true, resolve: answering('127.0.0.1'), ...options });
const reasonOf = (work: Promise<unknown>) => work.then(() => 'fetched', (error: FetchRefused) => error.reason);
const url = (path: string) => `http://images.test:${port}${path}`;
const home = { privateNetworks: ['127.0.0.0/8'] };

describe('which addresses may be connected to', () => {
  const isAllowed = allowedAddresses();
  it.each(['127.0.0.1', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '255.255.255.255', '224.0.0.1', '192.0.2.1', '::1', '::', 'fc00::1', 'fd12::1', 'fe80::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe', '::127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001:db8::1', '100::1', 'localhost', ''])('not %s', (address) => {
    expect(isAllowed(address)).toBe(false);
  });
  it.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946', '::ffff:93.184.216.34'])('%s', (address) => {
    expect(isAllowed(address)).toBe(true);
  });
  it('a private network that was named, and no other', () => {
    const isAllowedToo = allowedAddresses(['10.20.0.0/16']);
    expect(['10.20.3.4', '::ffff:10.20.3.4', '10.21.0.1', '192.168.0.1'].map(isAllowedToo)).toEqual([true, true, false, false]);
    expect(() => allowedAddresses(['10.20.0.0'])).toThrow(/no network/);
  });
});

describe('which hosts may be asked', () => {
  it('by name, port and subdomain', () => {
    const isAllowed = allowedHosts(['images.example.org', 'cdn.example.org:8443', '*.cameras.test']);
    const ask = (text: string) => isAllowed(new URL(text));
    expect(['https://images.example.org/a', 'https://IMAGES.example.org/a', 'https://cdn.example.org:8443/', 'https://a.b.cameras.test/'].map(ask)).toEqual([true, true, true, true]);
    expect(['https://images.example.org:8443/', 'https://cdn.example.org/', 'https://cameras.test/', 'https://evilcameras.test/', 'https://images.example.org.evil.test/'].map(ask)).toEqual([false, false, false, false, false]);
  });
  it.each(['', 'https://a.test', 'a.test/path', 'user@a.test', '*.127.0.0.1', 'a b'])('refuses the entry "%s"', (entry) => {
    expect(() => allowedHosts([entry])).toThrow(/is no host/);
  });
});

describe('SafeFetcher', () => {
  it('is off until hosts are named', async () => {
    expect(await reasonOf(new SafeFetcher({ hosts: [] }).fetch('https://images.test/a.png'))).toBe('off');
  });

  it('fetches an image from an allowed host and network, whatever its Content-Type says', async () => {
    expect(await fetcher(home).fetch(url('/a.png'))).toEqual(PNG);
    expect(await fetcher(home).fetch(url('/hop?to=/a.png'))).toEqual(PNG);
  });

  it('never connects to a name that leads to a private address', async () => {
    asked = [];
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '169.254.169.254', '10.0.0.1']) expect(await reasonOf(fetcher({ resolve: answering(address) }).fetch(url('/a.png')))).toBe('address-not-allowed');
    expect(asked).toEqual([]);
  });

  it('refuses a name with one public and one private address', async () => {
    const resolve: Resolver = (_, __, done) => done(null, [{ address: '93.184.216.34', family: 4 }, { address: '127.0.0.1', family: 4 }]);
    expect(await reasonOf(fetcher({ resolve }).fetch(url('/a.png')))).toBe('address-not-allowed');
  });

  it('checks the address that it connects to: a name that answers public first and private then gains nothing', async () => {
    let lookups = 0;
    const rebinding = answering('93.184.216.34', '127.0.0.1');
    const lookup = guardedLookup(allowedAddresses(), (...given) => (lookups++, rebinding(...given)));
    const once = () => new Promise((resolve) => lookup('images.test', { all: true }, (error, found) => resolve(error ?? found)));
    expect(await once()).toEqual([{ address: '93.184.216.34', family: 4 }]);
    expect(await once()).toMatchObject({ reason: 'address-not-allowed' });
    // One exchange looks up once: there is no second answer to go by.
    lookups = 0;
    await fetcher({ ...home, resolve: (...given) => (lookups++, answering('127.0.0.1')(...given)) }).fetch(url('/a.png'));
    expect(lookups).toBe(1);
  });

  it('checks every redirect anew', async () => {
    const go = (to: string, options: Partial<SafeFetcherOptions> = home) => reasonOf(fetcher(options).fetch(url(`/?to=${encodeURIComponent(to)}`)));
    asked = [];
    expect(await go(`http://127.0.0.1:${port}/secret`)).toBe('host-not-allowed');
    expect(await go('file:///etc/passwd')).toBe('bad-url');
    expect(await go(`http://user:password@images.test:${port}/a.png`)).toBe('bad-url');
    expect(await go(`http://localhost:${port}/secret`)).toBe('host-not-allowed');
    expect(asked.some((line) => line.includes('secret') && !line.includes('to='))).toBe(false);
    const hosts = [`images.test:${port}`, `169.254.169.254:${port}`, `[::ffff:7f00:1]:${port}`];
    expect(await go(`http://169.254.169.254:${port}/`, { ...home, hosts })).toBe('address-not-allowed');
    expect(await reasonOf(fetcher({ hosts: [`127.0.0.1:${port}`] }).fetch(`http://127.0.0.1:${port}/a.png`))).toBe('address-not-allowed');
    expect(await reasonOf(fetcher({ hosts }).fetch(`http://[::ffff:127.0.0.1]:${port}/a.png`))).toBe('address-not-allowed');
    expect(await reasonOf(fetcher(home).fetch(url('/loop')))).toBe('too-many-redirects');
  });

  it.each(['http://2130706433/', 'http://0x7f.1/', 'http://017700000001/', 'http://127.1/'])('knows %s as 127.0.0.1', async (address) => {
    expect(await reasonOf(fetcher({ hosts: ['127.0.0.1'] }).fetch(address))).toBe('address-not-allowed');
  });

  it('refuses plain http unless allowed, credentials, other schemes and nonsense', async () => {
    expect(await reasonOf(fetcher({ ...home, allowHttp: false }).fetch(url('/a.png')))).toBe('bad-url');
    for (const reference of ['ftp://images.test/', 'file:///etc/passwd', 'data:image/png;base64,AA', 'nonsense', `http://u:p@images.test:${port}/`]) expect(await reasonOf(fetcher(home).fetch(reference))).toBe('bad-url');
  });

  it('holds to its caps on bytes and time, and judges content by its bytes', async () => {
    expect(await reasonOf(fetcher({ ...home, mostBytes: 100_000 }).fetch(url('/big')))).toBe('too-many-bytes');
    expect(await reasonOf(fetcher({ ...home, timeoutMs: 200 }).fetch(url('/silent')))).toBe('too-slow');
    expect(await reasonOf(fetcher(home).fetch(url('/text')))).toBe('not-an-image');
    expect(await reasonOf(fetcher(home).fetch(url('/gzip')))).toBe('bad-answer');
    expect(await reasonOf(fetcher(home).fetch(url('/gone')))).toBe('bad-answer');
  });

  it('names no secret of a URL', async () => {
    await expect(fetcher(home).fetch(url('/gone?token=s3cret'))).rejects.toThrow(/^(?!.*s3cret)/);
    await expect(fetcher(home).fetch('https://me:s3cret@elsewhere.test/')).rejects.toThrow(/^(?!.*s3cret)/);
  });

  it('as a store: what is not fetched is gone, and the log says why', async () => {
    const warnings: unknown[] = [];
    const logger = { debug: () => undefined, info: () => undefined, error: () => undefined, warn: (_: string, fields?: Record<string, unknown>) => void warnings.push(fields?.reason) };
    expect(await new UrlImageStore(fetcher(home), logger).read(url('/a.png'))).toEqual(PNG);
    expect(await new UrlImageStore(fetcher(), logger).read(url('/a.png'))).toBeUndefined();
    expect(warnings).toEqual(['address-not-allowed']);
  });
});
