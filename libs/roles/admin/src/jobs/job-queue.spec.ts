import { beforeEach, describe, expect, it } from 'vitest';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { jobFileBlob } from '@conceptwatch/ports';
import { ManualClock } from '@conceptwatch/testing';
import { JobQueue, LEASE_MS } from './job-queue';
import { WORKER } from './worker-name';

let clock: ManualClock;
let state: SqlStateStore;
let queue: JobQueue;

beforeEach(async () => {
  clock = new ManualClock();
  state = await SqlStateStore.openSqlite({ path: ':memory:', clock });
  queue = new JobQueue(state, clock);
});

const add = async (job = 'search', key?: string): Promise<string> => (await queue.add(job, { query: 'snow > 2' }, { createdBy: 'ann', idempotencyKey: key })).document.id;
const statusOf = async (id: string): Promise<string | undefined> => (await queue.get(id))?.body.status;

describe('JobQueue', () => {
  it('gives the oldest job to one worker only', async () => {
    const first = await add();
    clock.advance(1);
    await add();
    const claims = await Promise.all([queue.claim('a'), queue.claim('b')]);
    expect(new Set(claims.map((claim) => claim?.id)).size).toBe(2);
    expect(claims.map((claim) => claim?.id)).toContain(first);
    expect(await queue.claim('c')).toBeUndefined();
  });

  it('puts one job in the queue for one key of one caller', async () => {
    const id = await add('search', 'key-1');
    expect(await add('search', 'key-1')).toBe(id);
    expect(await add('search', 'key-2')).not.toBe(id);
    expect((await queue.add('search', {}, { createdBy: 'bob', idempotencyKey: 'key-1' })).document.id).not.toBe(id);
    expect(await queue.list()).toHaveLength(3);
  });

  it('begins a job again whose worker was killed, and gives up after three deaths', async () => {
    const id = await add();
    for (const worker of ['a', 'b', 'c']) {
      expect((await queue.claim(worker))?.id).toBe(id);
      expect(await queue.claim('other')).toBeUndefined();
      clock.advance(LEASE_MS + 1);
    }
    expect(await queue.claim('d')).toBeUndefined();
    expect((await queue.get(id))?.body).toMatchObject({ status: 'failed', error: { code: 'worker_died' } });
  });

  it('leaves a job with a worker that says it is alive, and takes no word of one that lost it', async () => {
    const id = await add();
    await queue.claim('a');
    clock.advance(LEASE_MS - 1);
    expect(await queue.renew(id, 'a', { label: 'Embedding', done: 3, total: 9 })).toBe(true);
    clock.advance(LEASE_MS - 1);
    expect(await queue.claim('b')).toBeUndefined();
    clock.advance(2);
    expect((await queue.claim('b'))?.id).toBe(id);
    expect(await queue.renew(id, 'a', null)).toBe(false);
    await queue.finish(id, 'a', { summary: 'late', files: [], progress: null });
    expect(await statusOf(id)).toBe('running');
    expect(await queue.finish(id, 'b', { summary: 'in time', files: [], progress: null })).toBe(true);
    expect((await queue.get(id))?.body).toMatchObject({ status: 'done', summary: 'in time' });
  });

  it('tries again later what may pass, and ends what will not', async () => {
    const id = await add();
    await queue.claim('a');
    await queue.fail(id, 'a', { code: 'log_unavailable', detail: 'the broker is gone' }, true);
    expect(await queue.claim('a')).toBeUndefined();
    clock.advance(2_001);
    expect((await queue.claim('a'))?.body.attempts).toBe(2);
    await queue.fail(id, 'a', { code: 'refused_input', detail: 'no such folder' }, false);
    expect((await queue.get(id))?.body).toMatchObject({ status: 'failed', error: { detail: 'no such folder' } });
    await queue.retry(id);
    expect((await queue.claim('a'))?.body.attempts).toBe(1);
  });

  it('cancels what waits at once, and tells the worker of what runs', async () => {
    const waiting = await add();
    await queue.cancel(waiting);
    expect(await statusOf(waiting)).toBe('cancelled');
    const running = await add();
    await queue.claim('a');
    await queue.cancel(running);
    expect(await queue.renew(running, 'a', null)).toBe(false);
    await queue.fail(running, 'a', { code: 'fault', detail: 'aborted' }, true);
    expect(await statusOf(running)).toBe('cancelled');
    expect(await queue.cancel('none')).toBeUndefined();
  });

  it('takes a job back that the end of the service interrupted, without counting it', async () => {
    const id = await add();
    await queue.claim('a');
    await queue.release(id, 'a');
    expect((await queue.claim('b'))?.body.attempts).toBe(1);
  });

  it('takes a job back at once from a process of this machine that is gone, and leaves it with one that lives', async () => {
    const id = await add();
    const [place, , born] = WORKER.split(' ');
    await queue.claim(`${place} 2147483646 ${born}`);
    expect((await queue.claim(WORKER))?.id).toBe(id);
    expect(await queue.claim('other')).toBeUndefined();
    await add();
    await queue.claim(`elsewhere/${place} 2147483646 ${born}`);
    expect(await queue.claim(WORKER)).toBeUndefined();
    await add();
    await queue.claim(`${place} ${process.pid} an-earlier-start`);
    expect((await queue.claim(WORKER))?.body.attempts).toBe(2);
  });

  it('holds to a cancel that came before the end', async () => {
    const id = await add();
    await queue.claim('a');
    await queue.cancel(id);
    expect(await queue.finish(id, 'a', { summary: 'too late', files: [], progress: null })).toBe(false);
    expect((await queue.get(id))?.body).toMatchObject({ status: 'cancelled', summary: null });
  });

  it('forgets old jobs with their files, and none that is not ended', async () => {
    const file = { name: 'result.json', content_type: 'application/json', bytes: 2 };
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      ids.push(await add());
      await queue.claim('a');
      await state.putBlob(jobFileBlob(ids[i], file.name), Uint8Array.of(1, 2));
      await queue.finish(ids[i], 'a', { summary: '', files: [file], progress: null });
      clock.advance(1);
    }
    const waiting = await add();
    expect((await queue.prune(1)).map(({ id }) => id)).toEqual([ids[1], ids[0]]);
    expect((await queue.list()).map(({ id }) => id)).toEqual([waiting, ids[2]]);
    expect(await Promise.all(ids.map(async (id) => (await state.getBlob(jobFileBlob(id, file.name))) !== undefined))).toEqual([false, false, true]);
  });
});
