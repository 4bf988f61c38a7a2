// One of several workers that share a copying stage and a folding stage with a checkpoint; to be killed and frozen.
import { KafkaLog } from '@conceptwatch/adapters/log-kafka';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { foldOver } from '../embedded-log/chain';

const [brokers, statePath, input, output] = process.argv.slice(2);
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const state = await SqlStateStore.openSqlite({ path: statePath, clock });
const log = await KafkaLog.connect({ brokers: brokers.split(','), clientId: `worker-${process.pid}`, clock, sessionTimeoutMs: 3_000 });

await log.consume({ group: 'copy', topic: input, maxRecords: 20, inFlight: 2 }, async ({ partition, records }) =>
  records.map(({ value }) => ({ topic: output, partition, value })),
);

const folds = new Map<number, { offset: number; state: Uint8Array }>();
await log.consume(
  {
    group: 'fold',
    topic: output,
    maxRecords: 50,
    resumeFrom: async (partition) => {
      const checkpoint = (await state.loadCheckpoint(`fold/${partition}`)) ?? { offset: -1, state: new Uint8Array(32) };
      folds.set(partition, checkpoint);
      return checkpoint.offset + 1;
    },
  },
  async ({ partition, records }) => {
    const before = folds.get(partition)!;
    const fresh = records.filter(({ offset }) => offset > before.offset);
    if (fresh.length === 0) return [];
    const after = { offset: fresh[fresh.length - 1].offset, state: fresh.reduce((sum, { value }) => foldOver(sum, value), before.state) };
    await state.saveCheckpoint(`fold/${partition}`, after, []);
    folds.set(partition, after);
    return [];
  },
);
process.stdout.write('ready\n');
process.once('SIGTERM', () => {
  void log.close().then(() => process.exit(0));
});
