import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type KafkaBroker, kafkaAvailability, startKafka } from '@conceptwatch/testing';
import { describeWhere } from '../../requirements';
import { isLong, recordFault } from '../record-fault';
import { KafkaChain, memoryOf } from './kafka-chain';

/** A resumed worker waits for its next try (2 s at most), its group, and a busy machine. */
const RECOVERY_LIMIT_S = 30;
const MEMORY_LIMIT_MB = 400;

const pause = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const ownBroker = process.env.KAFKA_BROKERS ? ({ available: false, reason: 'KAFKA_BROKERS names brokers of others, which no test stops' } as const) : kafkaAvailability();

describeWhere(ownBroker, 'two workers, while the broker', () => {
  let directory: string;
  let broker: KafkaBroker;
  let chain: KafkaChain;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'broker-faults-'));
    broker = await startKafka(['group.min.session.timeout.ms=1000']);
    chain = await KafkaChain.open({ brokers: broker.brokers, state: join(directory, 'state.db') });
    await chain.startWorkers(2);
  }, 240_000);
  afterAll(async () => {
    if (broker?.pid) process.kill(broker.pid, 'SIGCONT');
    await chain?.close();
    await broker?.dispose();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Feeds before, during and after the fault. @returns figures, once all has been looked at */
  async function during(row: number, name: string, fault: () => Promise<void>): Promise<void> {
    const crashesBefore = chain.count('error the consumer failed');
    const sentBefore = chain.sent;
    const feeding = chain.feed();
    await chain.untilSent(400);
    const workers = [...chain.workers];
    await fault();
    const recovery = await chain.secondsUntilProgress();
    await chain.untilSent(400);
    await feeding.stop();
    await chain.untilDrained();
    const memory = Math.max(...workers.map(({ pid }) => memoryOf(pid)));
    const { lost, repeated, foldedWrong } = await chain.verify();
    expect({ lost, foldedWrong }).toEqual({ lost: 0, foldedWrong: 0 });
    expect(recovery).toBeLessThan(RECOVERY_LIMIT_S);
    expect(memory).toBeLessThan(MEMORY_LIMIT_MB);
    recordFault({ row, case: name, figures: { records: chain.sent - sentBefore, lost, repeated_in_log: repeated, counted_twice: foldedWrong, recovery_s: recovery, memory_mb: memory, consumer_crashes: chain.count('error the consumer failed') - crashesBefore } });
  }

  it('row 1: is restarted cleanly, lose nothing and go on', async () => {
    await during(1, 'broker-restart', async () => {
      await broker.stop();
      await broker.restart();
    });
  }, 300_000);

  it('row 2: is killed with -9, lose nothing that was acknowledged', async () => {
    await during(2, 'broker-kill', async () => {
      await broker.stop('killed');
      await broker.restart();
    });
  }, 300_000);

  it(`row 3: is gone for ${isLong ? 60 : 10} s, stay alive in bounded memory and go on by themselves`, async () => {
    await during(3, 'broker-gone', async () => {
      await broker.stop();
      await pause(isLong ? 60 : 10);
      for (const { pid } of chain.workers) expect(memoryOf(pid)).toBeLessThan(MEMORY_LIMIT_MB);
      await broker.restart();
    });
  }, 400_000);

  it(`row 4: is frozen for ${isLong ? 45 : 8} s, lose nothing and write nothing twice`, async () => {
    await during(4, 'broker-frozen', async () => {
      process.kill(broker.pid!, 'SIGSTOP');
      await pause(isLong ? 45 : 8);
      process.kill(broker.pid!, 'SIGCONT');
    });
  }, 400_000);
});
