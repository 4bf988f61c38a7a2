import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OutgoingRecord } from '@conceptwatch/ports';
import { ManualClock } from '@conceptwatch/testing';
import { EmbeddedLog, type EmbeddedLogOptions } from './embedded-log';

let clock: ManualClock;
let logs: EmbeddedLog[];
beforeEach(() => {
  clock = new ManualClock();
  logs = [];
});
afterEach(() => Promise.all(logs.map((log) => log.close())));

const open = (more: Partial<EmbeddedLogOptions> = {}) => {
  const log = EmbeddedLog.open({ directory: ':memory:', clock, ...more });
  logs.push(log);
  return log;
};
const kilobytes = (count: number, topic = 'a'): OutgoingRecord[] => Array.from({ length: count }, () => ({ topic, partition: 0, value: new Uint8Array(960) }));
const drain = { group: 'g', topic: 'a', maxRecords: 10 };
const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 5_000, interval: 2 });

describe('EmbeddedLog', () => {
  it('stamps records with its clock', async () => {
    const log = open();
    await log.createTopics([{ topic: 'a', partitions: 1 }]);
    await log.publish(kilobytes(1));
    clock.advance(2_000);
    expect((await log.read('a', 0, 0, 1))[0].timestamp).toBe(clock.now() - 2_000);
    expect((await log.lag('g', 'a'))[0].milliseconds).toBe(2_000);
  });

  it('makes publishers wait for slow consumers, and refuses after a while', async () => {
    const log = open({ maxBacklogBytes: 10_000, fullAfterMs: 30 });
    await log.createTopics([{ topic: 'a', partitions: 1 }]);
    const consumption = await log.consume(drain, async () => []);
    consumption.pause();
    await log.publish(kilobytes(10));
    await expect(log.publish(kilobytes(1))).rejects.toMatchObject({ code: 'log_full', retriable: true });
    const waiting = log.publish(kilobytes(1));
    consumption.resume();
    expect(await waiting).toEqual([{ partition: 0, offset: 10 }]);
  });

  it('holds a stage back whose results find no room, until it is told to stop', async () => {
    const log = open({ maxBacklogBytes: 5_000, fullAfterMs: 30 });
    await log.createTopics(['a', 'b'].map((topic) => ({ topic, partitions: 1 })));
    const slow = await log.consume({ group: 'g', topic: 'b', maxRecords: 1 }, async () => []);
    slow.pause();
    const stage = await log.consume({ ...drain, maxRecords: 5 }, async ({ records }) => kilobytes(records.length, 'b'));
    await log.publish(kilobytes(4));
    await until(async () => expect((await log.lag('g', 'a'))[0].committed).toBe(4));
    await log.publish(kilobytes(4));
    await until(async () => expect((await log.lag('g', 'a'))[0].committed).toBe(8));
    await log.publish(kilobytes(4));
    expect((await log.lag('g', 'a'))[0].records).toBe(4);
    slow.resume();
    await until(async () => expect((await log.lag('g', 'a'))[0].records).toBe(0));
    slow.pause();
    await log.publish(kilobytes(4));
    await stage.stop();
  });

  it('does not wait for a topic that nobody consumes', async () => {
    const log = open({ maxBacklogBytes: 1_000, fullAfterMs: 1 });
    await log.createTopics([{ topic: 'a', partitions: 1 }]);
    await log.publish(kilobytes(50));
    expect(await log.publish(kilobytes(1))).toEqual([{ partition: 0, offset: 50 }]);
  });

  it('drops the oldest records beyond the retention, but none that a group has yet to read', async () => {
    const log = open();
    await log.createTopics([{ topic: 'a', partitions: 1, retentionBytes: 20_480 }]);
    const consumption = await log.consume(drain, async () => []);
    consumption.pause();
    for (let i = 0; i < 10; i++) await log.publish(kilobytes(10));
    expect((await log.read('a', 0, 0, 1))[0].offset).toBe(0);
    consumption.resume();
    await until(async () => expect((await log.lag('g', 'a'))[0].records).toBe(0));
    await log.publish(kilobytes(1));
    expect((await log.read('a', 0, 0, 1))[0].offset).toBe(81);
    expect((await log.lag('g', 'a'))[0]).toMatchObject({ committed: 100, end: 101, records: 1 });
  });

  it('keeps only the newest record of each key in a compacted topic', async () => {
    const log = open();
    await log.createTopics([{ topic: 'c', partitions: 1, compacted: true }]);
    const write = (key: string, value: number): OutgoingRecord => ({ topic: 'c', key, value: new Uint8Array([value]) });
    for (let i = 0; i < 1_200; i++) await log.publish([write(`k${i % 3}`, i % 256)]);
    const kept = await log.read('c', 0, 0, 2_000);
    expect(kept.length).toBeLessThan(300);
    expect(kept.slice(-3).map(({ key, offset }) => [key, offset])).toEqual([
      ['k0', 1_197],
      ['k1', 1_198],
      ['k2', 1_199],
    ]);
    const seen: number[] = [];
    await log.consume({ group: 'g', topic: 'c', maxRecords: 7 }, async ({ records }) => (seen.push(...records.map(({ offset }) => offset)), []));
    await until(async () => expect((await log.lag('g', 'c'))[0].records).toBe(0));
    expect(seen).toEqual(kept.map(({ offset }) => offset));
  });

  it('lets one consumption at a time speak for a group', async () => {
    const log = open();
    await log.createTopics([{ topic: 'a', partitions: 1 }]);
    const first = await log.consume(drain, async () => []);
    await expect(log.consume(drain, async () => [])).rejects.toThrow(/already consumes a/);
    await first.stop();
    await log.consume(drain, async () => []);
  });

  it('refuses a checkpoint that is ahead of the log', async () => {
    const log = open();
    await log.createTopics([{ topic: 'a', partitions: 1 }]);
    await expect(log.consume({ ...drain, resumeFrom: async () => 5 }, async () => [])).rejects.toThrow(/do not belong together/);
  });

  it('fails a bad record alone, not those that are written with it', async () => {
    const log = open();
    await log.createTopics([{ topic: 'a', partitions: 1 }]);
    const bad = [{ topic: 'a', key: 'a\0b', value: new Uint8Array(1) }, { topic: 'a', partition: 9, value: new Uint8Array(1) }, { topic: 'a', partition: 0, value: 'text' as unknown as Uint8Array }];
    const outcomes = await Promise.allSettled([...bad.map((record) => log.publish([record])), log.publish(kilobytes(1))]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled']);
    expect(await log.read('a', 0, 0, 9)).toHaveLength(1);
  });

  it('tells the handlers when it closes, and commits nothing of theirs', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'log-'));
    const log = EmbeddedLog.open({ directory, clock });
    await log.createTopics([{ topic: 'a', partitions: 1 }]);
    await log.publish(kilobytes(3));
    let begun = false;
    await log.consume(drain, ({ signal }) => {
      begun = true;
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve([])));
    });
    await until(() => expect(begun).toBe(true));
    await log.close();
    const again = EmbeddedLog.open({ directory, clock });
    expect((await again.lag('g', 'a'))[0].committed).toBe(0);
    await again.close();
    rmSync(directory, { recursive: true });
  });

  it('says that it is closed', async () => {
    const log = open();
    await log.close();
    await expect(log.publish(kilobytes(1))).rejects.toMatchObject({ code: 'log_unavailable' });
    await log.close();
  });
});
