import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HttpModelHub } from './http-model-hub';

const BODY = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 31) % 251));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const FILE = { model: 'acme/tiny', revision: 'main', path: 'onnx/model.onnx' };

let folder: string;
let servers: Server[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hub-'));
});
afterEach(async () => {
  for (const server of servers) server.closeAllConnections();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  servers = [];
  await rm(folder, { recursive: true });
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A file server that continues where it is asked to, as mirrors do. */
function send(request: IncomingMessage, response: ServerResponse, body = BODY, etag = '"v1"'): void {
  const from = request.headers['if-range'] === etag ? Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
  response.writeHead(from > 0 ? 206 : 200, { etag, 'content-length': body.length - from }).end(body.subarray(from));
}

const hubAt = (address: string, token?: string): HttpModelHub => new HttpModelHub({ address, token, pauseMs: 1 });
const target = (): string => path.join(folder, 'model.onnx');

describe('HttpModelHub', () => {
  it('fetches a file where hubs keep it, and leaves nothing else behind', async () => {
    let asked = '';
    const address = await serve((request, response) => ((asked = request.url ?? ''), send(request, response)));
    const seen: number[] = [];
    const result = await hubAt(address).download(FILE, target(), { onProgress: (done, total) => (expect(total).toBe(BODY.length), void seen.push(done)) });
    expect(result).toEqual({ bytes: BODY.length, sha256: sha256(BODY), resumedAt: 0 });
    expect(asked).toBe('/acme/tiny/resolve/main/onnx/model.onnx');
    expect(seen.at(-1)).toBe(BODY.length);
    expect(await readFile(target())).toEqual(BODY);
    expect(await readdir(folder)).toEqual(['model.onnx']);
  });

  it('goes on where the connection broke, also in a later process', async () => {
    const starts: number[] = [];
    const address = await serve((request, response) => {
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      starts.push(from);
      if (starts.length > 2) return send(request, response);
      response.writeHead(from ? 206 : 200, { etag: '"v1"', 'content-length': BODY.length - from });
      response.write(BODY.subarray(from, from + 60_000));
      void vi.waitUntil(async () => (await stat(`${target()}.part`).catch(() => undefined))?.size === from + 60_000, { interval: 5 }).then(() => response.destroy());
    });
    const result = await hubAt(address).download(FILE, target());
    expect(starts).toEqual([0, 60_000, 120_000]);
    expect(result).toEqual({ bytes: BODY.length, sha256: sha256(BODY), resumedAt: 120_000 });
  });

  it('begins anew when the file was replaced in between', async () => {
    await writeFile(`${target()}.part`, 'an older file');
    await writeFile(`${target()}.part.etag`, '"v0"');
    const address = await serve((request, response) => send(request, response));
    await expect(hubAt(address).download(FILE, target())).resolves.toMatchObject({ resumedAt: 0, sha256: sha256(BODY) });
  });

  it('begins anew when what was kept is damaged, and says no more than that', async () => {
    await writeFile(`${target()}.part`, Buffer.alloc(1000));
    await writeFile(`${target()}.part.etag`, '"v1"');
    const address = await serve((request, response) => send(request, response));
    await expect(hubAt(address).download(FILE, target(), { sha256: sha256(BODY) })).resolves.toMatchObject({ resumedAt: 0, sha256: sha256(BODY) });
  });

  it('refuses a file of another digest and keeps nothing of it', async () => {
    const address = await serve((request, response) => send(request, response));
    await expect(hubAt(address).download(FILE, target(), { sha256: 'ab'.repeat(32) })).rejects.toThrow(/the pinned digest says abab/);
    expect(await readdir(folder)).toEqual([]);
  });

  it('checks the digest that the hub tells when it sends on, and keeps the token to itself', async () => {
    const tokens: Record<string, string | undefined> = {};
    const storage = await serve((request, response) => ((tokens.storage = request.headers.authorization), send(request, response)));
    let told = sha256(BODY);
    const hub = await serve((request, response) => {
      tokens.hub = request.headers.authorization;
      response.writeHead(302, { location: `${storage}/blob`, 'x-linked-etag': `"${told}"` }).end();
    });
    await expect(hubAt(hub, 'secret').download(FILE, target())).resolves.toMatchObject({ sha256: told });
    expect(tokens).toEqual({ hub: 'Bearer secret', storage: undefined });
    told = 'cd'.repeat(32);
    await expect(hubAt(hub, 'secret').download(FILE, path.join(folder, 'other'))).rejects.toThrow(/the hub says cdcd/);
  });

  it('tells a file that is not there from a hub that refuses', async () => {
    const address = await serve((request, response) => void response.writeHead(request.url?.includes('private') ? 401 : 404).end());
    await expect(hubAt(address).download(FILE, target())).resolves.toBeUndefined();
    await expect(hubAt(address).download({ ...FILE, model: 'acme/private' }, target())).rejects.toMatchObject({ code: 'model_hub', retriable: false, message: expect.stringMatching(/token/) as string });
  });

  it('says what to do when there is no network, and stops when told to', async () => {
    await expect(hubAt('http://127.0.0.1:9').download(FILE, target())).rejects.toThrow(/cannot be reached .*--models DIR/);
    const controller = new AbortController();
    const address = await serve((_, response) => (response.writeHead(200, { 'content-length': 10 }), response.write('1'), controller.abort()));
    await expect(hubAt(address).download(FILE, target(), { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it.each(['ftp://hub', 'hub', 'https://user:word@hub'])('refuses the address %s', (address) => {
    expect(() => hubAt(address)).toThrow(/model hub/);
  });
});
