import { request as httpRequest } from 'node:http';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AuditEntry, createdTokenSchema, OPERATIONS, type Scope, scopeOf, SCOPES } from '@conceptwatch/contracts';
import { PictureBook } from '@conceptwatch/composition';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningService, temporaryFolder } from '../e2e/running-service';

const ROLES = ['viewer', 'operator', 'admin'] as const;
type Role = (typeof ROLES)[number];

const folder = temporaryFolder();
const tokens = {} as Record<Role, string>;
let service: RunningService;

beforeAll(async () => {
  const book = new PictureBook({ edge: 64, format: 'jpeg' });
  const train = join(folder.path, 'train');
  mkdirSync(train);
  for (let i = 0; i < 120; i++) writeFileSync(join(train, `${i}.jpg`), (await book.scene({ seed: 4_100_000, shift: {} }, i)).bytes);
  writeFileSync(join(folder.path, 'bank.yaml'), 'name: small\nconcepts: [fog, snow]\n');
  service = await RunningService.watch(['--baseline', train, '--source', 'http', '--bank', join(folder.path, 'bank.yaml')], join(folder.path, 'data'));
  for (const role of ROLES) tokens[role] = (await makeToken(`${role} of the test`, role)).secret;
}, 120_000);

afterAll(async () => {
  await service.program.kill('SIGTERM');
  folder.remove();
});

const json = { 'content-type': 'application/json' };
const makeToken = async (name: string, role: Role, scopes?: Scope[]) => createdTokenSchema.parse(await (await service.fetch('/tokens', { method: 'POST', headers: json, body: JSON.stringify({ name, role, scopes }) })).json());

/** The status of a call with a token, or with none. What is asked for does not exist, so nothing is changed. */
async function statusOf({ method, path, body }: (typeof OPERATIONS)[number], token: string | undefined): Promise<number> {
  const answer = await fetch(service.url + path.replace(/\{stream\}/, 'main').replace(/\{\w+\}/g, 'none'), {
    method: method.toUpperCase(),
    headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...(body ? json : {}) },
    ...(body ? { body: '{}' } : {}),
  });
  await answer.body?.cancel();
  return answer.status;
}

const guarded = OPERATIONS.filter(({ role }) => role !== 'public');

describe('every route for every role', { timeout: 120_000 }, () => {
  it.each(guarded.map((operation) => [`${operation.method.toUpperCase()} ${operation.path}`, operation] as const))('%s', async (_, operation) => {
    expect(await statusOf(operation, undefined)).toBe(401);
    expect(await statusOf(operation, 'cw_wrong')).toBe(401);
    for (const role of ROLES) {
      const status = await statusOf(operation, tokens[role]);
      const isAllowed = ROLES.indexOf(role) >= ROLES.indexOf(operation.role as Role);
      if (isAllowed) expect([401, 403]).not.toContain(status);
      else expect({ role, status }).toEqual({ role, status: 403 });
    }
  });
});

describe('every route for every scope', { timeout: 120_000 }, () => {
  const held = {} as Record<Scope, string>;
  beforeAll(async () => {
    for (const scope of SCOPES) held[scope] = (await makeToken(`only ${scope}`, 'admin', [scope])).secret;
  });

  it('knows the scope of every route', () => {
    expect(guarded.filter(({ method, path }) => scopeOf(method, path) === undefined)).toEqual([]);
    expect(new Set(guarded.map(({ method, path }) => scopeOf(method, path)))).toEqual(new Set([...SCOPES, 'any']));
  });

  it.each(guarded.map((operation) => [`${operation.method.toUpperCase()} ${operation.path}`, operation] as const))('%s', async (_, operation) => {
    const needed = scopeOf(operation.method, operation.path);
    for (const scope of SCOPES) {
      const status = await statusOf(operation, held[scope]);
      if (needed === 'any' || needed === scope) expect([401, 403]).not.toContain(status);
      else expect({ scope, status }).toEqual({ scope, status: 403 });
    }
  });

  it('a token makes no token that may more than itself', async () => {
    const make = (scopes?: Scope[]) => fetch(`${service.url}/api/v1/tokens`, { method: 'POST', headers: { ...json, authorization: `Bearer ${held.access}` }, body: JSON.stringify({ name: 'more', role: 'admin', scopes }) }).then(({ status }) => status);
    expect([await make(), await make(['images']), await make(['access', 'jobs']), await make(['access'])]).toEqual([403, 403, 403, 201]);
  });
});

/** Logs in from an address of this machine. */
function login(token: string, localAddress: string): Promise<{ status: number; retryAfter: string | undefined; cookie: string | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(service.url);
    const call = httpRequest({ hostname: hostname === 'localhost' ? '127.0.0.1' : hostname, port, localAddress, path: '/api/v1/session', method: 'POST', headers: json }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], cookie: response.headers['set-cookie']?.[0], body }));
    });
    call.on('error', reject).end(JSON.stringify({ token }));
  });
}

describe('who guesses', { timeout: 60_000 }, () => {
  it('is slowed down, while the owner logs in from elsewhere (fault 24)', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 200; i++) statuses.push((await login(`cw_guess_${i}`, '127.0.0.1')).status);
    const first = statuses.indexOf(429);
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(20);
    expect(statuses.filter((status) => status === 401).length).toBeLessThan(20);
    expect(Number((await login('cw_guess', '127.0.0.1')).retryAfter)).toBeGreaterThan(0);
    expect((await login(tokens.viewer, '127.0.0.2')).status).toBe(200);
    const entries = await service.get<AuditEntry[]>('/audit?limit=1000');
    expect(entries.filter(({ action, status, who }) => action === 'POST /api/v1/session' && status === 401 && who === 'nobody').length).toBeGreaterThan(0);
  });
});

describe('a page of another site', () => {
  it('cannot use the cookie of an open session (fault 25)', async () => {
    const { cookie, body } = await login(tokens.operator, '127.0.0.3');
    const { csrf_token: csrf } = JSON.parse(body) as { csrf_token: string };
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=(Strict|Lax)/i);
    const headers = { ...json, cookie: cookie?.split(';')[0] ?? '' };
    const post = (more: Record<string, string>) => fetch(`${service.url}/api/v1/jobs`, { method: 'POST', headers: { ...headers, ...more }, body: '{"job":"none"}' }).then(({ status }) => status);
    expect(await post({})).toBe(403);
    expect(await post({ 'x-csrf-token': 'wrong' })).toBe(403);
    expect(await post({ 'x-csrf-token': csrf, origin: 'https://evil.example' })).toBe(403);
    expect(await post({ 'x-csrf-token': csrf, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await post({ 'x-csrf-token': csrf })).toBe(422);
  });
});

describe('tokens', () => {
  it('stop when they are revoked, and the audit log says by whom', async () => {
    const { id, secret } = await makeToken('camera 7', 'operator');
    const use = () => fetch(`${service.url}/api/v1/streams`, { headers: { authorization: `Bearer ${secret}` } }).then(({ status }) => status);
    expect(await use()).toBe(200);
    expect((await service.fetch(`/tokens/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await use()).toBe(401);
    const [entry] = await service.get<AuditEntry[]>('/audit?limit=1');
    expect(entry).toMatchObject({ who: 'first start', role: 'admin', action: `DELETE /api/v1/tokens/${id}`, status: 204, before: expect.stringContaining('camera 7') as string });
    expect(JSON.stringify(await service.get('/audit?limit=1000'))).not.toContain(secret);
  });

  it('cannot lock themselves out', async () => {
    const own = (await service.get<{ id: string; name: string }[]>('/tokens')).find(({ name }) => name === 'first start');
    expect((await service.fetch(`/tokens/${own?.id}`, { method: 'DELETE' })).status).toBe(409);
  });
});
