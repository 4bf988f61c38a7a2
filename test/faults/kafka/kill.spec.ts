import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { KafkaLog } from '@conceptwatch/adapters/log-kafka';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import type { StoredRecord } from '@conceptwatch/ports';
import { bundleProgram, describeWhere, type KafkaBroker, kafkaAvailability, RunningProgram, startKafka, systemClock } from '@conceptwatch/testing';
import { foldOver, valueOf } from '../embedded-log/chain';

const KILLS = Number(process.env.CONCEPTWATCH_KILLS ?? 6);
const WORKERS = 3;
const PARTITIONS = 4;
const PATIENCE = { timeout: 90_000, interval: 100 };

describeWhere(kafkaAvailability(), 'workers on Kafka', () => {
  const input = `input-${randomUUID()}`;
  const output = `output-${randomUUID()}`;
  let directory: string;
  let program: string;
  let broker: KafkaBroker;
  let log: KafkaLog;
  let workers: RunningProgram[] = [];
  let published: number[];

  const startWorker = () => RunningProgram.start(program, [broker.brokers.join(','), join(directory, 'state.db'), input, output]);

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'kafka-kill-'));
    program = await bundleProgram(join(import.meta.dirname, 'worker.program.ts'));
    broker = await startKafka(['group.min.session.timeout.ms=1000']);
    log = await KafkaLog.connect({ brokers: broker.brokers, clientId: 'feeder', clock: systemClock });
    await log.createTopics([input, output].map((topic) => ({ topic, partitions: PARTITIONS })));
    published = Array.from({ length: PARTITIONS }, () => 0);
  }, 240_000);
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.kill()));
    await log?.close();
    await broker?.dispose();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Publishes until told to stop. */
  async function feed(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for (let partition = 0; partition < PARTITIONS; partition++) {
        const from = published[partition];
        await log.publish(Array.from({ length: 10 }, (_, i) => ({ topic: input, partition, value: valueOf(partition, from + i) })));
        published[partition] += 10;
      }
    }
  }

  async function readAll(topic: string, partition: number): Promise<StoredRecord[]> {
    const all: StoredRecord[] = [];
    for (let part = await log.read(topic, partition, 0, 2_000); part.length > 0; part = await log.read(topic, partition, all.length, 2_000)) all.push(...part);
    return all;
  }

  it(`lose nothing in ${KILLS} kills, freezes and a crash of the broker, and fold every record once`, async () => {
    workers = Array.from({ length: WORKERS }, startWorker);
    await Promise.all(workers.map((worker) => worker.until((lines) => lines.includes('ready'))));
    const enough = new AbortController();
    const feeding = feed(enough.signal);
    for (let kill = 0; kill < KILLS; kill++) {
      const victim = kill % WORKERS;
      const goal = published.reduce((sum, count) => sum + count, 0) + 400;
      await vi.waitFor(() => expect(published.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(goal), PATIENCE);
      if (kill % 3 === 1) {
        // A zombie: frozen for longer than its session, it wakes up when others have its partitions.
        workers[victim].signal('SIGSTOP');
        await new Promise((resolve) => setTimeout(resolve, 4_500));
        workers[victim].signal('SIGCONT');
        continue;
      }
      if (kill === 2 && broker.pid !== undefined) {
        await broker.stop('killed');
        await broker.restart();
        continue;
      }
      await workers[victim].kill();
      workers[victim] = startWorker();
    }
    enough.abort();
    await feeding;
    await vi.waitFor(async () => {
      for (const [group, topic] of [['copy', input], ['fold', output]]) expect((await log.lag(group, topic)).map(({ records }) => records)).toEqual(published.map(() => 0));
    }, PATIENCE);

    const state = await SqlStateStore.openSqlite({ path: join(directory, 'state.db'), clock: systemClock });
    let repeated = 0;
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const sent = await readAll(input, partition);
      expect(sent.map(({ value }) => Buffer.from(value).toString('latin1', 0, 12))).toEqual(
        Array.from({ length: published[partition] }, (_, n) => Buffer.from(valueOf(partition, n)).toString('latin1', 0, 12)),
      );
      const copied = await readAll(output, partition);
      const distinct = new Set(copied.map(({ value }) => Buffer.from(value).toString('latin1')));
      expect(distinct.size).toBe(published[partition]);
      repeated += copied.length - distinct.size;
      const checkpoint = (await state.loadCheckpoint(`fold/${partition}`))!;
      expect(checkpoint.offset).toBe(copied.length - 1);
      const expected = copied.reduce((sum, { value }) => foldOver(sum, value), new Uint8Array(32) as Uint8Array);
      expect(Buffer.compare(checkpoint.state, expected)).toBe(0);
    }
    await state.close();
    process.stdout.write(`workers on Kafka: ${KILLS} kills, ${published.reduce((sum, count) => sum + count, 0)} records, 0 lost, ${repeated} repeated in the log, 0 folded twice\n`);
  }, 400_000);
});
