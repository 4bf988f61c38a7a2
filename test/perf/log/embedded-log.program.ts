// Prints what the embedded log costs: records per second published, and end to end through three topics.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedLog } from '@conceptwatch/adapters/log-embedded';

const bytes = Number(process.argv[2] ?? 2_000);
const batches = Number(process.argv[3] ?? 300);
const BATCH = 64;
const directory = mkdtempSync(join(tmpdir(), 'log-perf-'));
const log = EmbeddedLog.open({ directory, clock: { now: Date.now, monotonic: () => performance.now() } });
const value = new Uint8Array(bytes).fill(7);
const topics = ['first', 'second', 'third'];
await log.createTopics(topics.map((topic) => ({ topic, partitions: 1 })));

async function timed(work: () => Promise<void>): Promise<{ seconds: number; cpuSeconds: number }> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - start) / 1e3, cpuSeconds: (user + system) / 1e6 };
}

const records = Array.from({ length: BATCH }, () => ({ topic: 'first', key: 'camera', value }));
const published = await timed(async () => {
  for (let i = 0; i < batches; i++) await log.publish(records);
});
let finished = (): void => undefined;
const allThrough = new Promise<void>((resolve) => (finished = resolve));
let arrived = 0;
const chained = await timed(async () => {
  for (const [i, next] of [topics[1], topics[2]].entries()) {
    await log.consume({ group: 'stage', topic: topics[i], maxRecords: BATCH, inFlight: 2 }, async (batch) => batch.records.map(({ key, value }) => ({ topic: next, key: key!, value })));
  }
  await log.consume({ group: 'stage', topic: topics[2], maxRecords: BATCH, inFlight: 2 }, async (batch) => {
    arrived += batch.records.length;
    if (arrived === batches * BATCH) finished();
    return [];
  });
  await allThrough;
});
const count = batches * BATCH;
const rate = ({ seconds, cpuSeconds }: { seconds: number; cpuSeconds: number }) => ({ recordsPerSecond: Math.round(count / seconds), cpuMicrosecondsPerRecord: +((cpuSeconds / count) * 1e6).toFixed(1) });
process.stdout.write(`${JSON.stringify({ bytes, records: count, publish: rate(published), threeStages: rate(chained) })}\n`);
await log.close();
rmSync(directory, { recursive: true });
