import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Body, Controller, type DynamicModule, Get, Global, Module, Post, type Provider, Sse } from '@nestjs/common';
import { NEVER } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CLOCK, type Document, type DocumentKind, type Logger, LOGGER, LogFull, STATE_STORE, type StateStore, VersionConflict } from '@conceptwatch/ports';
import { ManualClock } from '@conceptwatch/testing';
import { Access } from './access/access';
import { AccessModule } from './access/access.module';
import { TokenVault } from './access/token-vault';
import { Unmetered } from './access/rate.guard';
import { createHttpApp, type HttpApp } from './http-app';
import { ProblemError } from './problem-error';
import { zodPipe } from './zod-pipe';

@Controller('api/v1/things')
class ThingsController {
  @Get()
  @Access('viewer')
  list() {
    return ['a'];
  }

  @Post()
  @Access('operator')
  create(@Body(zodPipe(z.strictObject({ name: z.string(), size: z.int() }))) body: { name: string; size: number }) {
    return body;
  }

  @Post('danger')
  @Access('admin')
  danger() {
    return 'done';
  }

  @Get('full')
  @Access('public')
  full(): never {
    throw new LogFull('The inbox is full: try again.');
  }

  @Get('broken')
  @Access('public')
  broken(): never {
    throw new Error('select * from secrets');
  }

  @Get('gone')
  @Access('public')
  gone(): never {
    throw new ProblemError(410, 'image-gone', 'It was removed.');
  }

  @Get('load')
  @Unmetered()
  @Access('public')
  load() {
    return 'taken';
  }

  @Sse('live')
  @Access('public')
  live() {
    return NEVER;
  }
}

@Controller('open')
class ForgetfulController {
  @Get()
  list() {
    return [];
  }
}

class MemoryState implements Pick<StateStore, 'get' | 'put' | 'list' | 'delete'> {
  private readonly documents = new Map<string, Document>();

  get = <T>(kind: DocumentKind, id: string) => Promise.resolve(this.documents.get(`${kind}/${id}`) as Document<T> | undefined);
  delete = (kind: DocumentKind, id: string) => Promise.resolve(this.documents.delete(`${kind}/${id}`));
  list = <T>(kind: DocumentKind) => Promise.resolve([...this.documents.values()].filter((document) => document.kind === kind) as Document<T>[]);

  put<T>(kind: DocumentKind, id: string, body: T, expected?: number): Promise<Document<T>> {
    const version = this.documents.get(`${kind}/${id}`)?.version ?? 0;
    if (expected !== undefined && expected !== version) return Promise.reject(new VersionConflict());
    const document = { kind, id, body, version: version + 1, updatedAt: 0 };
    this.documents.set(`${kind}/${id}`, document);
    return Promise.resolve(document);
  }
}

@Global()
@Module({})
class AdaptersModule {
  static register(providers: Provider[]): DynamicModule {
    return { module: AdaptersModule, providers, exports: providers };
  }
}

const lines: string[] = [];
const write = (message: string, fields?: Record<string, unknown>): void => void lines.push(`${message} ${fields?.error instanceof Error ? fields.error.message : ''}`);
const logger: Logger = { debug: write, info: write, warn: write, error: write };
let clock: ManualClock;
let web: string;
let http: HttpApp;
let admin: string;

async function start(controllers: (new () => object)[] = [ThingsController], isSecure = false): Promise<HttpApp> {
  const state = new MemoryState();
  @Module({
    imports: [
      AdaptersModule.register([
        { provide: CLOCK, useValue: clock },
        { provide: STATE_STORE, useValue: state },
        { provide: LOGGER, useValue: logger },
      ]),
      AccessModule.register({ isSecure, sessionMs: 3_600_000, sessionIdleMs: 600_000, requestsPerSecond: 50 }),
    ],
    controllers,
  })
  class TestModule {}
  return createHttpApp(TestModule, { host: '127.0.0.1', port: 0, logger, webDirectory: web, isSecure, drainMs: 50 });
}

beforeEach(async () => {
  lines.length = 0;
  clock = new ManualClock();
  web = mkdtempSync(path.join(tmpdir(), 'web-'));
  mkdirSync(path.join(web, 'assets'));
  writeFileSync(path.join(web, 'index.html'), '<!doctype html><title>conceptwatch</title>');
  writeFileSync(path.join(web, 'assets', 'main-1a2b.js'), 'export {};');
  http = await start();
  admin = (await http.app.get(TokenVault).ensureFirstToken()) ?? '';
});
afterEach(async () => {
  await http.close();
  rmSync(web, { recursive: true });
});

const call = (route: string, init: RequestInit = {}) => fetch(`${http.url}${route}`, init);
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });

async function login(): Promise<{ cookie: string; csrf: string }> {
  const answer = await call('/api/v1/session', json({ token: admin }));
  const { csrf_token } = (await answer.json()) as { csrf_token: string };
  return { cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', csrf: csrf_token };
}

describe('who may call', () => {
  it('prints the first token once', async () => {
    expect(admin).toMatch(/^cw_[\w-]{43}$/);
    expect(await http.app.get(TokenVault).ensureFirstToken()).toBeUndefined();
  });

  it('asks for a token, and for one with enough rights', async () => {
    const none = await call('/api/v1/things');
    expect([none.status, none.headers.get('www-authenticate'), none.headers.get('content-type')]).toEqual([401, 'Bearer realm="conceptwatch"', 'application/problem+json; charset=utf-8']);
    const viewer = await http.app.get(TokenVault).create('dashboard', 'viewer');
    expect((await call('/api/v1/things', { headers: bearer(viewer.secret) })).status).toBe(200);
    const low = await call('/api/v1/things/danger', { method: 'POST', headers: bearer(viewer.secret) });
    expect(await low.json()).toMatchObject({ status: 403, code: 'role-too-low', type: 'urn:conceptwatch:problem:role-too-low' });
    expect((await call('/api/v1/things/danger', { method: 'POST', headers: bearer(admin) })).status).toBe(201);
    expect((await call('/api/v1/things', { headers: bearer(`${admin.slice(0, -1)}!`) })).status).toBe(401);
  });

  it('ends a revoked token and its sessions at once', async () => {
    const { cookie } = await login();
    const vault = http.app.get(TokenVault);
    const [{ id }] = await vault.list();
    expect(JSON.stringify(await vault.list())).not.toContain(admin.slice(3));
    await vault.revoke(id);
    expect((await call('/api/v1/things', { headers: bearer(admin) })).status).toBe(401);
    clock.advance(5001);
    expect((await call('/api/v1/things', { headers: { cookie } })).status).toBe(401);
  });

  it('does not start when a route forgot to say', async () => {
    await expect(start([ForgetfulController])).rejects.toThrow('Routes without @Access: ForgetfulController.list');
  });
});

describe('sessions of browsers', () => {
  it('gives a cookie that scripts cannot read', async () => {
    const answer = await call('/api/v1/session', json({ token: admin }));
    expect(answer.headers.get('set-cookie')).toMatch(/^conceptwatch_session=cw_[\w-]+; Path=\/; Max-Age=3600; HttpOnly; SameSite=Strict$/);
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(await (await call('/api/v1/session', { headers: { cookie } })).json()).toEqual(await answer.json());
  });

  it('binds the cookie to the host over https', async () => {
    const secure = await start([ThingsController], true);
    const token = await secure.app.get(TokenVault).ensureFirstToken();
    const answer = await fetch(`${secure.url}/api/v1/session`, json({ token }));
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-conceptwatch_session=.*; Secure$/);
    expect(answer.headers.get('strict-transport-security')).toContain('max-age');
    await secure.close();
  });

  it('takes changes only with the CSRF token and from its own pages', async () => {
    const { cookie, csrf } = await login();
    const body = { name: 'a', size: 1 };
    const post = async (headers: Record<string, string>) => ((await (await call('/api/v1/things', json(body, { cookie, ...headers }))).json()) as { code?: string }).code ?? 'taken';
    expect(await post({})).toBe('csrf-token-missing');
    expect(await post({ 'x-csrf-token': 'guess' })).toBe('csrf-token-missing');
    expect(await post({ 'x-csrf-token': csrf })).toBe('taken');
    expect(await post({ 'x-csrf-token': csrf, origin: http.url })).toBe('taken');
    expect(await post({ 'x-csrf-token': csrf, origin: 'https://elsewhere.example' })).toBe('cross-site');
    expect(await post({ 'x-csrf-token': csrf, origin: 'null' })).toBe('cross-site');
    expect((await call('/api/v1/session', json({ token: admin }, { origin: 'https://elsewhere.example' }))).status).toBe(403);
  });

  it('ends at logout and after its time', async () => {
    const first = await login();
    const second = await login();
    const out = await call('/api/v1/session', { method: 'DELETE', headers: { cookie: first.cookie, 'x-csrf-token': first.csrf } });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, 'conceptwatch_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict']);
    expect((await call('/api/v1/things', { headers: { cookie: first.cookie } })).status).toBe(401);
    expect((await call('/api/v1/things', { headers: { cookie: second.cookie } })).status).toBe(200);
    for (let i = 0; i < 7; i++) {
      clock.advance(500_000);
      expect((await call('/api/v1/things', { headers: { cookie: second.cookie } })).status).toBe(200);
    }
    clock.advance(100_001);
    expect((await call('/api/v1/things', { headers: { cookie: second.cookie } })).status).toBe(401);
  });

  it('ends sooner when nobody uses it', async () => {
    const { cookie } = await login();
    clock.advance(600_001);
    expect((await call('/api/v1/things', { headers: { cookie } })).status).toBe(401);
  });

  it('slows down who guesses', async () => {
    const guess = async (token = 'guess') => {
      const answer = await call('/api/v1/session', json({ token }));
      return [answer.status, answer.headers.get('retry-after')];
    };
    for (let i = 0; i < 5; i++) expect(await guess()).toEqual([401, null]);
    expect(await guess(admin)).toEqual([429, '1']);
    clock.advance(1000);
    expect(await guess()).toEqual([401, null]);
    expect(await guess()).toEqual([429, '2']);
    clock.advance(2000);
    expect((await guess(admin))[0]).toBe(200);
    expect(lines.join()).not.toContain('cw_');
  });
});

describe('how often', () => {
  it('slows down one address on one route, but not where the load itself comes in', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => call('/api/v1/things/gone')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(10);
    expect(refused[0].headers.get('retry-after')).toBe('1');
    expect(await refused[0].json()).toMatchObject({ code: 'too-many-requests' });
    expect((await call('/api/v1/things/full')).status).toBe(503);
    clock.advance(1000);
    expect((await call('/api/v1/things/gone')).status).toBe(410);
    const load = await Promise.all(Array.from({ length: 60 }, () => call('/api/v1/things/load')));
    expect(load.every(({ status }) => status === 200)).toBe(true);
  });
});

describe('answers', () => {
  it('names each field that is wrong', async () => {
    const answer = await call('/api/v1/things', json({ size: 'big', colour: 1 }, bearer(admin)));
    expect(answer.status).toBe(400);
    const { detail } = (await answer.json()) as { detail: string };
    expect(detail).toMatch(/name: .*size: .*colour/s);
  });

  it('are problem details, and a fault tells nothing of the inside', async () => {
    const gone = await call('/api/v1/things/gone');
    expect([gone.status, await gone.json()]).toEqual([410, { type: 'urn:conceptwatch:problem:image-gone', title: 'Image gone', status: 410, detail: 'It was removed.', code: 'image-gone' }]);
    const full = await call('/api/v1/things/full');
    expect([full.status, full.headers.get('retry-after'), ((await full.json()) as { code: string }).code]).toEqual([503, '1', 'log-full']);
    const broken = await call('/api/v1/things/broken');
    const { detail, code } = (await broken.json()) as { detail: string; code: string };
    expect([broken.status, code]).toEqual([500, 'internal-error']);
    expect(detail).not.toContain('secrets');
    expect(lines.join()).toContain('select * from secrets');
    expect(((await (await call('/api/v1/nothing')).json()) as { code: string }).code).toBe('not-found');
    const malformed = await call('/api/v1/things', { method: 'POST', body: '{', headers: { 'content-type': 'application/json', ...bearer(admin) } });
    expect([malformed.status, ((await malformed.json()) as { code: string }).code]).toEqual([400, 'bad-request']);
    const large = await call('/api/v1/things', json({ name: 'x'.repeat(2 << 20), size: 1 }, bearer(admin)));
    expect(large.status).toBe(413);
  });

  it('carry the security headers', async () => {
    const { headers } = await call('/api/v1/things/gone');
    expect(headers.get('content-security-policy')).toContain("default-src 'none';script-src 'self'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect([headers.get('x-content-type-options'), headers.get('x-frame-options'), headers.get('x-powered-by'), headers.get('strict-transport-security')]).toEqual(['nosniff', 'DENY', null, null]);
  });

  it('serve the web app: assets for long, the page for every path of its own', async () => {
    const page = await call('/streams/garden', { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('cache-control'), await page.text()]).toEqual([200, 'no-cache', '<!doctype html><title>conceptwatch</title>']);
    const asset = await call('/assets/main-1a2b.js');
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect((await call('/assets/gone.js')).status).toBe(404);
    expect((await call('/api/v1/nothing', { headers: { accept: 'text/html' } })).status).toBe(404);
    expect(await (await call('/..%2f..%2f..%2fetc/passwd')).text()).not.toContain('root:');
  });

  it('end with the service even while a page follows the stream of news', async () => {
    const live = await call('/api/v1/things/live');
    const ended = live.text().catch(() => 'cut');
    await http.close();
    await ended;
    http = await start();
  });
});
