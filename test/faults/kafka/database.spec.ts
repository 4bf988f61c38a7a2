import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type KafkaBroker, kafkaAvailability, type PostgresCluster, startKafka, startPostgres } from '@conceptwatch/testing';
import { describeWhere, requirement } from '../../requirements';
import { isLong, recordFault } from '../record-fault';
import { KafkaChain } from './kafka-chain';

const both = [process.env.KAFKA_BROKERS || process.env.DATABASE_URL ? ({ available: false, reason: 'KAFKA_BROKERS or DATABASE_URL name servers of others, which no test stops' } as const) : kafkaAvailability(), requirement('postgres')];
const missing = both.find(({ available }) => !available);

describeWhere(missing ?? both[0], 'two workers with their state in PostgreSQL', () => {
  let broker: KafkaBroker;
  let postgres: PostgresCluster;
  let chain: KafkaChain;

  beforeAll(async () => {
    [broker, postgres] = await Promise.all([startKafka(['group.min.session.timeout.ms=1000']), startPostgres()]);
    chain = await KafkaChain.open({ brokers: broker.brokers, state: postgres.url });
    await chain.startWorkers(2);
  }, 240_000);
  afterAll(async () => {
    await chain?.close();
    postgres?.stop();
    await broker?.dispose();
  });

  it(`row 27: go on without state for ${isLong ? 30 : 6} s of a database that is gone: what needs none is not held up, no offset moves past the state`, async () => {
    const seconds = isLong ? 30 : 6;
    const pids = chain.workers.map(({ pid }) => pid);
    const feeding = chain.feed();
    await chain.untilSent(400);
    postgres.halt();
    const copiedBefore = await copied();
    const folded = chain.count('folded');
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const copiedWithout = (await copied()) - copiedBefore;
    expect(copiedWithout).toBeGreaterThan(0);
    expect(chain.count('folded') - folded).toBeLessThan(20);
    postgres.restart();
    const recovery = await chain.secondsUntilProgress();
    await chain.untilSent(200);
    await feeding.stop();
    await chain.untilDrained();
    const { records, lost, repeated, foldedWrong } = await chain.verify();
    expect({ lost, foldedWrong }).toEqual({ lost: 0, foldedWrong: 0 });
    for (const pid of pids) expect(() => process.kill(pid, 0)).not.toThrow();
    recordFault({ row: 27, case: 'database-gone', figures: { seconds, records, passed_on_meanwhile: copiedWithout, lost, repeated_in_log: repeated, counted_twice: foldedWrong, recovery_s: recovery, processes_that_ended: 0 } });
  }, 300_000);

  const copied = async (): Promise<number> => {
    let sum = 0;
    await vi.waitFor(async () => {
      sum = (await chain.log.lag('copy', chain.input)).reduce((total, { committed }) => total + committed, 0);
    }, { timeout: 30_000 });
    return sum;
  };
});
