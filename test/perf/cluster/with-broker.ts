import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KafkaLog } from '@conceptwatch/adapters/log-kafka';
import { systemClock } from '@conceptwatch/testing';

/** Runs work on a real broker of its own, started by the repository's script. Call it from the repository's root. */
export async function withBroker<T>(port: number, work: (log: KafkaLog) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-perf-'));
  const brokers = [execFileSync('scripts/kafka/kafka-up', ['-p', String(port), '-d', folder], { encoding: 'utf8' }).trim()];
  try {
    const log = await KafkaLog.connect({ brokers, clientId: 'perf', clock: systemClock });
    try {
      return await work(log);
    } finally {
      await log.close();
    }
  } finally {
    execFileSync('scripts/kafka/kafka-down', ['-d', folder, '-9', '-x']);
  }
}
