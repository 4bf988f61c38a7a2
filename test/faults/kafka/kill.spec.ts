import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type KafkaBroker, kafkaAvailability, startKafka } from '@conceptwatch/testing';
import { describeWhere } from '../../requirements';
import { isLong, recordFault } from '../record-fault';
import { KafkaChain } from './kafka-chain';

const KILLS = Number(process.env.FAULTS_KILLS ?? (isLong ? 20 : 4));
const FREEZES = isLong ? 6 : 1;
const WORKERS = 3;
/** Longer than the session of 3 s: the worker wakes up when others have its partitions. */
const FREEZE_MS = 4_500;

describeWhere(kafkaAvailability(), 'three workers', () => {
  let directory: string;
  let broker: KafkaBroker;
  let chain: KafkaChain;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'kafka-kill-'));
    broker = await startKafka(['group.min.session.timeout.ms=1000']);
    chain = await KafkaChain.open({ brokers: broker.brokers, state: join(directory, 'state.db') });
    await chain.startWorkers(WORKERS);
  }, 240_000);
  afterAll(async () => {
    await chain?.close();
    await broker?.dispose();
    rmSync(directory, { recursive: true, force: true });
  });

  async function untilWhole(): Promise<{ lost: number; repeated: number; foldedWrong: number }> {
    await chain.untilDrained();
    const verdict = await chain.verify();
    expect(verdict).toMatchObject({ lost: 0, foldedWrong: 0 });
    return verdict;
  }

  it(`row 5: killed ${KILLS} times in mid-batch, lose nothing and count every record once`, async () => {
    const feeding = chain.feed();
    for (let kill = 0; kill < KILLS; kill++) {
      await chain.untilSent(300);
      const victim = chain.workers.findIndex(({ pid }, i) => i % WORKERS === kill % WORKERS && isAlive(pid));
      await chain.workers[victim].kill();
      await chain.startWorker();
    }
    await chain.untilSent(300);
    await feeding.stop();
    const { lost, repeated, foldedWrong } = await untilWhole();
    recordFault({ row: 5, case: 'worker-kill', figures: { kills: KILLS, records: chain.sent, lost, repeated_in_log: repeated, counted_twice: foldedWrong } });
  }, 400_000);

  it(`row 6: frozen for longer than their session, are refused when they wake up`, async () => {
    const before = chain.sent;
    const feeding = chain.feed();
    for (let freeze = 0; freeze < FREEZES; freeze++) {
      await chain.untilSent(200);
      const zombie = chain.workers.filter(({ pid }) => isAlive(pid))[freeze % WORKERS];
      zombie.signal('SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, FREEZE_MS));
      zombie.signal('SIGCONT');
      await chain.untilSent(200);
    }
    await feeding.stop();
    const { lost, repeated, foldedWrong } = await untilWhole();
    recordFault({ row: 6, case: 'zombie', figures: { freezes: FREEZES, records: chain.sent - before, lost, repeated_in_log: repeated, counted_twice: foldedWrong } });
  }, 400_000);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
