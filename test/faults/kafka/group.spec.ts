import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { KafkaLog } from '@conceptwatch/adapters/log-kafka';
import { type KafkaBroker, kafkaAvailability, type RunningProgram, startKafka, systemClock } from '@conceptwatch/testing';
import { Kafka, logLevel } from 'kafkajs';
import { describeWhere } from '../../requirements';
import { isLong, recordFault } from '../record-fault';
import { KafkaChain, memoryOf } from './kafka-chain';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describeWhere(kafkaAvailability(), 'a group of workers', () => {
  let directory: string;
  let broker: KafkaBroker;
  let chain: KafkaChain;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'kafka-group-'));
    broker = await startKafka(['group.min.session.timeout.ms=1000']);
  }, 240_000);
  afterEach(() => chain?.close());
  afterAll(async () => {
    await broker?.dispose();
    rmSync(directory, { recursive: true, force: true });
  });

  const open = async (name: string, partitions?: number): Promise<void> => {
    chain = await KafkaChain.open({ brokers: broker.brokers, state: join(directory, `${name}.db`) }, partitions);
  };

  async function untilWhole() {
    await chain.untilDrained();
    const verdict = await chain.verify();
    expect(verdict).toMatchObject({ lost: 0, foldedWrong: 0 });
    return verdict;
  }

  it('row 7: that members join and leave under load, loses nothing and never stands still for long', async () => {
    const changes = isLong ? 12 : 4;
    await open('rebalance');
    await chain.startWorkers(1);
    const feeding = chain.feed();
    let longest = 0;
    let last = performance.now();
    let seen = 0;
    const watch = setInterval(() => {
      const folded = chain.count('folded');
      if (folded !== seen) last = performance.now();
      seen = folded;
      longest = Math.max(longest, performance.now() - last);
    }, 20);
    const extra: RunningProgram[] = [];
    for (let change = 0; change < changes; change++) {
      await chain.untilSent(200);
      if (change % 2 === 0) extra.push(await chain.startWorker());
      else await extra.pop()?.kill('SIGTERM');
    }
    await chain.untilSent(200);
    clearInterval(watch);
    await feeding.stop();
    const { records, lost, repeated, foldedWrong } = await untilWhole();
    expect(repeated).toBe(0);
    expect(longest).toBeLessThan(20_000);
    recordFault({ row: 7, case: 'rebalance', figures: { joins_and_leaves: changes, records, lost, repeated_in_log: repeated, counted_twice: foldedWrong, longest_stall_s: longest / 1000 } });
  }, 300_000);

  it('row 18: that gets ten times more than it can take, keeps its members and its memory, and says how far behind it is', async () => {
    const seconds = isLong ? 60 : 10;
    await open('flood');
    // 20 records in 400 ms, two batches of each of 4 partitions at once: 400 records a second.
    const slow = await chain.startWorker(400);
    const feeding = chain.feed(250, 200);
    const end = performance.now() + seconds * 1000;
    const memory: number[] = [];
    while (performance.now() < end) {
      memory.push(memoryOf(slow.pid));
      await pause(500);
    }
    await feeding.stop();
    const lag = await chain.log.lag('copy', chain.input);
    const waiting = lag.reduce((sum, { records }) => sum + records, 0);
    const behind = Math.max(...lag.map(({ milliseconds }) => milliseconds)) / 1000;
    const { sent } = chain;
    const taken = sent - waiting;
    expect(sent / taken).toBeGreaterThan(3);
    expect(lag.map(({ committed, end: last, records }) => last - committed - records)).toEqual(lag.map(() => 0));
    expect(behind).toBeGreaterThan(seconds / 3);
    expect(Math.max(...memory)).toBeLessThan(400);
    expect(chain.count('opened')).toBe(4);
    expect(chain.count('error')).toBe(0);
    await slow.kill('SIGTERM');
    await chain.startWorkers(1);
    const { lost, repeated, foldedWrong } = await untilWhole();
    expect(repeated).toBe(0);
    recordFault({ row: 18, case: 'flood', figures: { seconds, records: sent, times_capacity: sent / taken, lag_records: waiting, lag_s: behind, memory_peak_mb: Math.max(...memory), rebalances: 0, lost, repeated_in_log: repeated, counted_twice: foldedWrong } });
  }, 400_000);

  it('row 19: that is told to stop in the midst of work, commits what it has finished: nothing is done again', async () => {
    const stops = isLong ? 20 : 6;
    await open('sigterm');
    let worker = await chain.startWorker();
    const feeding = chain.feed();
    let slowest = 0;
    for (let stop = 0; stop < stops; stop++) {
      await chain.untilSent(100 + ((stop * 37) % 90));
      const start = performance.now();
      worker.signal('SIGTERM');
      expect((await worker.exited).code).toBe(0);
      slowest = Math.max(slowest, performance.now() - start);
      worker = await chain.startWorker();
    }
    await feeding.stop();
    const { records, lost, repeated, foldedWrong } = await untilWhole();
    expect(repeated).toBe(0);
    expect(slowest).toBeLessThan(25_000);
    recordFault({ row: 19, case: 'sigterm', figures: { stops, records, lost, repeated_in_log: repeated, counted_twice: foldedWrong, slowest_exit_s: slowest / 1000 } });
  }, 300_000);

  it('row 20: of two on one partition lets one work, and the other take over', async () => {
    await open('two', 1);
    await chain.startWorkers(2);
    const feeding = chain.feed();
    await chain.untilSent(100);
    await chain.secondsUntilProgress();
    const working = chain.workers.filter(({ lines }) => lines.some((line) => line.startsWith('folded')));
    expect(working).toHaveLength(1);
    await working[0].kill();
    const takeover = await chain.secondsUntilProgress();
    await feeding.stop();
    const { records, lost, repeated, foldedWrong } = await untilWhole();
    recordFault({ row: 20, case: 'two-on-one-partition', figures: { records, lost, repeated_in_log: repeated, counted_twice: foldedWrong, takeover_s: takeover } });
  }, 200_000);

  it('row 26: whose dead letters cannot be written, waits: nothing is skipped, and it goes on when they can', async () => {
    await open('letters', 1);
    const letters = `letters-${chain.input}`;
    const log = await KafkaLog.connect({ brokers: broker.brokers, clientId: 'letters', clock: systemClock, sessionTimeoutMs: 6_000 });
    const admin = new Kafka({ brokers: broker.brokers, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await log.createTopics([{ topic: letters, partitions: 1 }]);
    const poison = 25;
    await log.consume({ group: 'poisoned', topic: chain.input, maxRecords: 10 }, async ({ records }) =>
      records.map(({ value, offset }) => ({ topic: offset === poison ? letters : chain.output, partition: 0, value })),
    );
    await chain.publish(0, 20);
    const committed = async () => (await log.lag('poisoned', chain.input))[0].committed;
    await vi.waitFor(async () => expect(await committed()).toBe(20), { timeout: 30_000 });
    await admin.deleteTopics({ topics: [letters] });
    await chain.publish(0, 40);
    await pause(isLong ? 30_000 : 4_000);
    expect(await committed()).toBeLessThanOrEqual(poison);
    await admin.createTopics({ topics: [{ topic: letters, numPartitions: 1 }] });
    const start = performance.now();
    await vi.waitFor(async () => expect(await committed()).toBe(60), { timeout: 60_000 });
    const recovery = (performance.now() - start) / 1000;
    const kept = await log.read(letters, 0, 0, 10);
    const passed = await log.read(chain.output, 0, 0, 100);
    expect(kept.length).toBeGreaterThanOrEqual(1);
    expect(new Set(passed.map(({ value }) => Buffer.from(value).toString())).size).toBe(59);
    await admin.disconnect();
    await log.close();
    recordFault({ row: 26, case: 'dead-letters-gone', figures: { records: 60, skipped: 0, dead_letters: kept.length, recovery_s: recovery } });
  }, 200_000);
});
