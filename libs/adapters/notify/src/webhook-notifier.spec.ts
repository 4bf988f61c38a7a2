import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DriftEvent } from '@conceptwatch/contracts';
import { ManualClock } from '@conceptwatch/testing';
import { NotificationRefused, NotificationUndelivered } from '@conceptwatch/ports';
import { WebhookNotifier } from './webhook-notifier';

const EVENT: DriftEvent = {
  id: 'yard/0/512/snow/onset', stream: 'yard', concept: 'snow', text: 'snow', kind: 'onset', direction: 'rose', at: Date.UTC(2026, 0, 1, 14, 2), since: Date.UTC(2026, 0, 1, 14, 1),
  ks: 0.38, location: 0.2, share: 0.38, evidence: 4e7, certified: true, sentence: 'snow rose for 38 % of images since 14:01 (D = 0.38)',
};
const SECRET = 'a secret of the receiver';

let server: Server;
let answers: { status: number; headers?: Record<string, string> }[];
let posts: { headers: IncomingHttpHeaders; body: string }[];
let pauses: number[];
const clock = new ManualClock();
beforeEach(async () => {
  [answers, posts, pauses] = [[], [], []];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString())).on('end', () => {
      posts.push({ headers: request.headers, body });
      const { status, headers } = answers.shift() ?? { status: 204 };
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => void server.close());

const notifier = (options: { secret?: string; timeoutMs?: number; url?: string } = {}) =>
  new WebhookNotifier({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=hidden`, timeoutMs: 5_000, clock, wait: (ms) => Promise.resolve(pauses.push(ms)), ...options });

describe('WebhookNotifier', () => {
  it('posts a CloudEvent 1.0 that carries the event', async () => {
    await notifier().notify(EVENT);
    expect(posts[0].headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(JSON.parse(posts[0].body)).toEqual({
      specversion: '1.0', id: EVENT.id, source: '/api/v1/streams/yard', type: 'io.conceptwatch.drift.onset', subject: 'snow', time: '2026-01-01T14:02:00.000Z', datacontenttype: 'application/json', data: EVENT,
    });
  });

  it('signs what it posts so that the receiver can check it', async () => {
    await notifier({ secret: SECRET }).notify(EVENT);
    const [{ headers, body }] = posts;
    const expected = createHmac('sha256', SECRET).update(`${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.${body}`).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${expected}`);
    expect(Number(headers['webhook-timestamp'])).toBe(clock.now() / 1000);
  });

  it('does not sign without a secret', async () => {
    await notifier().notify(EVENT);
    expect(posts[0].headers['webhook-signature']).toBeUndefined();
  });

  it('tries again with growing pauses while the receiver is unwell, under the same id', async () => {
    answers = [{ status: 503 }, { status: 500 }, { status: 200 }];
    await notifier().notify(EVENT);
    expect(posts.map(({ headers }) => headers['webhook-id'])).toEqual([EVENT.id, EVENT.id, EVENT.id]);
    expect(pauses).toEqual([500, 1000]);
  });

  it('waits as long as the receiver asks for, within limits', async () => {
    answers = [{ status: 429, headers: { 'retry-after': '3' } }, { status: 503, headers: { 'retry-after': '86400' } }];
    await notifier().notify(EVENT);
    expect(pauses).toEqual([3_000, 10_000]);
  });

  it('does not ask again for what is refused', async () => {
    answers = [{ status: 400 }];
    await expect(notifier().notify(EVENT)).rejects.toThrow(NotificationRefused);
    expect(posts).toHaveLength(1);
  });

  it('follows no redirect', async () => {
    answers = [{ status: 302, headers: { location: '/elsewhere' } }, { status: 302 }, { status: 302 }, { status: 302 }];
    await expect(notifier().notify(EVENT)).rejects.toThrow(NotificationUndelivered);
    expect(posts.length).toBeLessThanOrEqual(4);
  });

  it('gives up for now when nobody is there, and names the receiver without what may be secret', async () => {
    const failure = await notifier({ url: 'http://127.0.0.1:1/hook/hidden?key=hidden', secret: SECRET }).notify(EVENT).catch((error: unknown) => error as Error);
    expect(failure).toBeInstanceOf(NotificationUndelivered);
    expect((failure as Error).message).toMatch(/^http:\/\/127\.0\.0\.1:1 did not take the notification of .+ in 4 tries: /);
    expect((failure as Error).message).not.toMatch(/hidden|secret of/);
    expect(pauses).toEqual([500, 1000, 2000]);
  });
});
