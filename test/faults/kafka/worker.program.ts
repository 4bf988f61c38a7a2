// One of several workers that share a copying stage and a folding stage with a checkpoint; to be killed, frozen and starved.
import { KafkaLog } from '@conceptwatch/adapters/log-kafka';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import type { Logger } from '@conceptwatch/ports';
import { foldOver } from '../embedded-log/chain';
import type { WorkerSettings } from './kafka-chain';

const { brokers, state: place, input, output, slowMs } = JSON.parse(process.argv[2]) as WorkerSettings;
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const tell = (line: string) => process.stdout.write(`${line}\n`);
const logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (message: string, fields?: object) => tell(`error ${message} ${JSON.stringify(fields ?? {})}`),
} as unknown as Logger;
const state = await (place.startsWith('postgres') ? SqlStateStore.openPostgres({ url: place, clock, logger }) : SqlStateStore.openSqlite({ path: place, clock }));
const log = await KafkaLog.connect({ brokers, clientId: `worker-${process.pid}`, clock, logger, sessionTimeoutMs: 3_000 });

const copying = await log.consume({ group: 'copy', topic: input, maxRecords: 20, inFlight: 2 }, async ({ partition, records }) => {
  if (slowMs) await new Promise((resolve) => setTimeout(resolve, slowMs));
  return records.map(({ value }) => ({ topic: output, partition, value }));
});

const folds = new Map<number, { offset: number; state: Uint8Array }>();
const folding = await log.consume(
  {
    group: 'fold',
    topic: output,
    maxRecords: 50,
    resumeFrom: async (partition) => {
      const checkpoint = (await state.loadCheckpoint(`fold/${partition}`)) ?? { offset: -1, state: new Uint8Array(32) };
      folds.set(partition, checkpoint);
      tell(`opened ${partition}`);
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
    tell(`folded ${partition} ${after.offset}`);
    return [];
  },
);
tell('ready');
// As the roles do it: finish and commit what is in work, then leave.
process.once('SIGTERM', () => {
  void Promise.all([copying.stop(), folding.stop()])
    .then(() => log.close())
    .then(() => state.close())
    .then(() => process.exit(0));
});
