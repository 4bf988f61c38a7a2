import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import type { Batch, Logger, StateStore } from '@conceptwatch/ports';
import { systemClock } from '@conceptwatch/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CrashGuard } from './crash-guard';

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined } as unknown as Logger;
const NEVER = new Promise<never>(() => undefined);

const batchOf = (from: number, to: number, partition = 0): Batch => ({
  topic: 'images.v1',
  partition,
  records: Array.from({ length: to - from + 1 }, (_, i) => ({ topic: 'images.v1', partition, offset: from + i, key: null, value: new Uint8Array(), headers: {}, timestamp: 0 })),
  signal: new AbortController().signal,
}) as unknown as Batch;

describe('the guard against images that end the process', () => {
  let state: StateStore;
  beforeEach(async () => {
    state = await SqlStateStore.openSqlite({ path: ':memory:', clock: systemClock });
  });
  afterEach(() => state.close());

  /** A process that ends when it gets the offset: its work never comes back. @returns what was handled, together and in which calls */
  async function process(batch: Batch, fatal?: number): Promise<{ calls: number[][]; results: string[] | 'ended' }> {
    const calls: number[][] = [];
    let end!: () => void;
    const ended = new Promise<'ended'>((resolve) => (end = () => resolve('ended')));
    const handled = new CrashGuard(state, logger).around(
      batch,
      async (records) => {
        const offsets = records.map(({ offset }) => offset);
        calls.push(offsets);
        if (offsets.includes(fatal!)) {
          end();
          return NEVER;
        }
        return offsets.map((offset) => `did ${offset}`);
      },
      async ({ offset }) => [`set aside ${offset}`],
    );
    return { calls, results: await Promise.race([handled, ended]) };
  }

  it('hands over a batch as it is, and again after it was finished', async () => {
    expect(await process(batchOf(0, 2))).toEqual({ calls: [[0, 1, 2]], results: ['did 0', 'did 1', 'did 2'] });
    expect((await process(batchOf(3, 5))).calls).toEqual([[3, 4, 5]]);
  });

  it('sets aside the record that ended two processes by itself, and no other', async () => {
    expect(await process(batchOf(0, 3), 2)).toEqual({ calls: [[0, 1, 2, 3]], results: 'ended' });
    expect(await process(batchOf(0, 3), 2)).toEqual({ calls: [[0], [1], [2]], results: 'ended' });
    expect(await process(batchOf(0, 3), 2)).toEqual({ calls: [[0], [1], [2]], results: 'ended' });
    expect(await process(batchOf(0, 3), 2)).toEqual({ calls: [[0], [1], [3]], results: ['did 0', 'did 1', 'set aside 2', 'did 3'] });
    expect((await process(batchOf(4, 5))).calls).toEqual([[4, 5]]);
  });

  it('finds the record also when the batches are cut differently after each crash', async () => {
    const fatal = 5;
    const results: unknown[] = [];
    for (const [from, to] of [[0, 9], [3, 7], [5, 5], [4, 9]]) results.push((await process(batchOf(from, to), fatal)).results);
    expect(results).toEqual(['ended', 'ended', 'ended', ['did 4', 'set aside 5', 'did 6', 'did 7', 'did 8', 'did 9']]);
  });

  it('sets nothing aside of processes that are killed at different records', async () => {
    for (const killedAt of [1, 3, 0, 2]) expect((await process(batchOf(0, 3), killedAt)).results).toBe('ended');
    expect((await process(batchOf(0, 3))).results).toEqual(['did 0', 'did 1', 'did 2', 'did 3']);
  });

  it('lets other partitions go their way', async () => {
    await process(batchOf(0, 3), 1);
    expect((await process(batchOf(0, 3, 1))).calls).toEqual([[0, 1, 2, 3]]);
  });

  it('forgets a batch whose work failed in an orderly way', async () => {
    const guard = new CrashGuard(state, logger);
    await expect(guard.around(batchOf(0, 1), () => Promise.reject(new Error('no database')), async () => ['set aside'])).rejects.toThrow('no database');
    expect(await guard.around(batchOf(0, 1), async (records) => records.map(({ offset }) => offset), async () => [])).toEqual([0, 1]);
  });
});
