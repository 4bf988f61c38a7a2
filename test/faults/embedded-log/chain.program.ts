// A publisher, a copying stage and a folding stage with a checkpoint, to be killed at any moment.
import { join } from 'node:path';
import { EmbeddedLog } from '@conceptwatch/adapters/log-embedded';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { foldOver, INPUT, OUTPUT, PARTITIONS, valueOf } from './chain';

const [directory, seed] = process.argv.slice(2);
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const log = EmbeddedLog.open({ directory, clock });
const state = await SqlStateStore.openSqlite({ path: join(directory, 'state.db'), clock });
await log.createTopics([INPUT, OUTPUT].map((topic) => ({ topic, partitions: PARTITIONS })));

let random = Number(seed) + 1;
const pause = () => new Promise((resolve) => setTimeout(resolve, (random = (random * 16807) % 2147483647) % 8));

await log.consume({ group: 'copy', topic: INPUT, maxRecords: 20, inFlight: 3 }, async ({ partition, records }) => {
  await pause();
  return records.map(({ value }) => ({ topic: OUTPUT, partition, value }));
});

const folds = new Map<number, Uint8Array>();
await log.consume(
  {
    group: 'fold',
    topic: OUTPUT,
    maxRecords: 50,
    resumeFrom: async (partition) => {
      const checkpoint = await state.loadCheckpoint(`fold/${partition}`);
      folds.set(partition, checkpoint?.state ?? new Uint8Array(32));
      return checkpoint && checkpoint.offset + 1;
    },
  },
  async ({ partition, records }) => {
    const fold = records.reduce((sum, { value }) => foldOver(sum, value), folds.get(partition)!);
    await state.saveCheckpoint(`fold/${partition}`, { offset: records[records.length - 1].offset, state: fold }, []);
    folds.set(partition, fold);
    return [];
  },
);

async function publish(partition: number): Promise<void> {
  for (let next = (await log.lag('none', INPUT))[partition].end; ; next += 16) {
    const values = Array.from({ length: 16 }, (_, i) => valueOf(partition, next + i));
    await log.publish(values.map((value) => ({ topic: INPUT, partition, value })));
    process.stdout.write(`acknowledged ${partition} ${next + 16}\n`);
    await pause();
  }
}
await Promise.all(Array.from({ length: PARTITIONS }, (_, partition) => publish(partition)));
