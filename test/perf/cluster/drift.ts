/**
 * Score records per second through the drift role's stage, alone and behind a real Kafka, and the memory of many streams:
 * node scripts/run-ts.mjs test/perf/cluster/drift.ts [--records 20000] [--streams 1000] [--kafka]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { fromFloat32Bytes, scoreCodec, TOPICS } from '@conceptwatch/contracts';
import type { StoredRecord } from '@conceptwatch/ports';
import { withBroker } from './with-broker';
import { openDrift, randomFrom, scoreRecord, streamName } from './scored-stream';

const { values } = parseArgs({ options: { records: { type: 'string', default: '20000' }, streams: { type: 'string', default: '1000' }, kafka: { type: 'boolean', default: false }, out: { type: 'string', default: 'test/perf/cluster/results/drift.json' } } });
const RECORDS = Number(values.records);
const CONCEPTS = 100;
const BATCH = 512;

interface Rate {
  recordsPerSecond: number;
  /** By the processor time of this process: what a core of its own would do. */
  recordsPerCpuSecond: number;
}

async function rateOf(records: number, work: () => Promise<void> | void): Promise<Rate> {
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { recordsPerSecond: (records * 1e3) / (performance.now() - start), recordsPerCpuSecond: (records * 1e6) / (user + system) };
}

const stored = (value: Uint8Array, offset: number): StoredRecord => ({ topic: TOPICS.scores, partition: 0, offset, key: 'camera', value, headers: {}, timestamp: 0 });

async function alone() {
  const random = randomFrom(1);
  const stage = await openDrift({ streams: 1, concepts: CONCEPTS, baselineImages: 1_000, window: 500 });
  await stage.open(0);
  const make = (from: number, count: number) => Array.from({ length: count }, (_, i) => stored(scoreRecord(from + i, { stream: streamName(0), concepts: CONCEPTS, random }), from + i));
  const run = async (records: StoredRecord[]) => {
    for (let at = 0; at < records.length; at += BATCH) await stage.track(0, records.slice(at, at + BATCH));
  };
  await run(make(0, RECORDS >> 1));
  const records = make(RECORDS >> 1, RECORDS);
  const whole = await rateOf(RECORDS, () => run(records));
  const decode = await rateOf(RECORDS, () => records.forEach(({ value }) => void fromFloat32Bytes(scoreCodec.decode(value).scoresF32)));
  const { monitor } = stage.shards.get(0)!.streams.get(streamName(0))!;
  const images = records.map((_, i) => ({ imageId: `again-${i}`, source: 'camera', position: 10 * RECORDS + i, at: 10 * RECORDS + i }));
  const scores = new Float32Array(RECORDS * CONCEPTS);
  records.forEach(({ value }, i) => scores.set(fromFloat32Bytes(scoreCodec.decode(value).scoresF32), i * CONCEPTS));
  const engine = await rateOf(RECORDS, () => {
    for (let at = 0; at < RECORDS; at += BATCH) monitor!.update(images.slice(at, at + BATCH), scores.subarray(at * CONCEPTS, Math.min(RECORDS, at + BATCH) * CONCEPTS));
  });
  return { stage: whole, decodeOnly: decode, engineOnly: engine };
}

const behindKafka = (): Promise<Rate> =>
  withBroker(29_192, async (log) => {
    await log.createTopics([{ topic: TOPICS.scores, partitions: 1 }]);
    const random = randomFrom(2);
    for (let from = 0; from < RECORDS; from += 1_000) await log.publish(Array.from({ length: 1_000 }, (_, i) => ({ topic: TOPICS.scores, partition: 0, value: scoreRecord(from + i, { stream: streamName(0), concepts: CONCEPTS, random }) })));
    const stage = await openDrift({ streams: 1, concepts: CONCEPTS, baselineImages: 1_000, window: 500 });
    let counted = 0;
    return rateOf(RECORDS, async () => {
      const consumption = await log.consume({ group: 'perf', topic: TOPICS.scores, maxRecords: BATCH, resumeFrom: async (partition) => (await stage.open(partition)).resumeAt }, async ({ partition, records }) => {
        await stage.track(partition, records);
        counted += records.length;
        return [];
      });
      while (counted < RECORDS) await new Promise((resolve) => setTimeout(resolve, 10));
      await consumption.stop();
    });
  });

async function memory() {
  const streams = Number(values.streams);
  const before = process.memoryUsage().rss;
  const stage = await openDrift({ streams, concepts: CONCEPTS, baselineImages: 1_000, window: 500 });
  await stage.open(0);
  const random = randomFrom(3);
  let offset = 0;
  const perStream = 40;
  for (let i = 0; i < streams; i++) {
    const records = Array.from({ length: perStream }, () => stored(scoreRecord(offset, { stream: streamName(i), concepts: CONCEPTS, random }), offset++));
    await stage.track(0, records);
  }
  const { rss } = process.memoryUsage();
  const start = performance.now();
  const bytes = [...stage.shards.get(0)!.streams.values()].slice(0, 20).map((stream) => stream.toState('x').monitor.length);
  return { streams, concepts: CONCEPTS, baselineImages: 1_000, window: 500, residentMb: rss / 1e6, grownByMb: (rss - before) / 1e6, checkpointBytesPerStream: bytes.reduce((sum, size) => sum + size, 0) / bytes.length, checkpointMsPerStream: (performance.now() - start) / bytes.length };
}

const result: Record<string, unknown> = { cores: cpus().length, node: process.version, records: RECORDS, concepts: CONCEPTS, batch: BATCH, alone: await alone() };
if (values.kafka) result.behindKafka = await behindKafka();
result.memory = await memory();
mkdirSync('test/perf/cluster/results', { recursive: true });
writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
console.log(JSON.stringify(result, null, 2));
process.exit(0);
