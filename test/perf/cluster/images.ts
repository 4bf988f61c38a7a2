/**
 * Images per second through ingest, concept-bank and drift over a real Kafka with 1, 2 and 4 partitions, divided by a bare
 * loop of the same sharp and ONNX Runtime calls in the same run. All roles are in this process, so that both have the same cores:
 * node scripts/run-ts.mjs test/perf/cluster/images.ts [--images 1500] [--rounds 2]
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { SqliteHistory } from '@conceptwatch/adapters/history';
import type { KafkaLog } from '@conceptwatch/adapters/log-kafka';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { createToolbox, demoStream, PictureBook, serviceConfig, serviceModule } from '@conceptwatch/composition';
import { bankBlob, baselineBlob, decodeBaselineFile, imageCodec, TOPICS } from '@conceptwatch/contracts';
import { HealthRegistry, PinoLogger, PrometheusMetricSink, Registry } from '@conceptwatch/platform/observability';
import { TrackStage } from '@conceptwatch/roles/drift';
import { systemClock } from '@conceptwatch/testing';
import { DEMO_CAMERA } from '@conceptwatch/world';
import { readFile } from 'node:fs/promises';
import { withBroker } from './with-broker';

const { values } = parseArgs({ options: { images: { type: 'string', default: '1500' }, rounds: { type: 'string', default: '2' }, partitions: { type: 'string', default: '1,2,4' }, out: { type: 'string', default: 'test/perf/cluster/results/images.json' } } });
const IMAGES = Number(values.images);
const BATCH = 32;
const STREAM = 'perf';
const SOURCES = 16;

interface Rate {
  imagesPerSecond: number;
  /** Of all threads of this process, per thousand images. */
  cpuSeconds: number;
}

async function rateOf(work: () => Promise<void>): Promise<Rate> {
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { imagesPerSecond: (IMAGES * 1e3) / (performance.now() - start), cpuSeconds: (user + system) / 1e3 / IMAGES };
}

async function bareLoop(pictures: Uint8Array[]): Promise<Rate> {
  const toolbox = createToolbox({ ownThread: true });
  const [decoder, embedder] = [await toolbox.decoder(), await toolbox.embedder()];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let from = next; from < IMAGES; from = next) {
      next += BATCH;
      const batch = Array.from({ length: Math.min(BATCH, IMAGES - from) }, (_, i) => pictures[(from + i) % pictures.length]);
      const decoded = await Promise.all(batch.map((bytes) => decoder.decode(bytes, embedder.descriptor.pixels)));
      await embedder.embed(decoded.flatMap((image) => (image.status === 'decoded' ? [image.pixels] : [])));
    }
  };
  const rate = await rateOf(async () => void (await Promise.all([worker(), worker(), worker()])));
  await toolbox.close();
  return rate;
}

async function overKafka(pictures: Uint8Array[], log: KafkaLog, partitions: number): Promise<Rate> {
  const topics = [TOPICS.images, TOPICS.embeddings, TOPICS.scores];
  await log.createTopics([...topics.map((topic) => ({ topic, partitions })), ...[TOPICS.driftEvents, TOPICS.deadLetters, TOPICS.control].map((topic) => ({ topic, partitions: 1 }))]);
  const directory = mkdtempSync(join(tmpdir(), 'perf-cluster-'));
  const state = await SqlStateStore.openSqlite({ path: join(directory, 'state.db'), clock: systemClock });
  const history = SqliteHistory.open({ path: join(directory, 'history.db') });
  const toolbox = createToolbox({ ownThread: true });
  const bank = await toolbox.bank();
  await state.putBlob(bankBlob(bank.definition.digest), new Uint8Array(bank.matrix.slice().buffer));
  await state.put('bank', bank.definition.name, bank.definition);
  const { definition, vectors } = decodeBaselineFile(await readFile(demoStream().baseline));
  await state.putBlob(baselineBlob(definition.id), vectors);
  await state.put('baseline', definition.id, definition);
  await state.put('stream', STREAM, { name: STREAM, baselineId: definition.id, bankName: bank.definition.name, window: 500, mode: 'proved', imagesBetweenFalseAlarms: 100_000, createdAt: 0 });
  for (let from = 0; from < IMAGES; from += 50) await log.publish(Array.from({ length: Math.min(50, IMAGES - from) }, (_, i) => imageRecord(from + i, pictures)));
  const config = serviceConfig();
  const settings = { ingest: config.ingest, conceptBank: config.conceptBank, drift: config.drift, admin: config.admin, about: () => Promise.reject(new Error('no role here shows it')), access: { isSecure: false, sessionMs: 60_000 } };
  const logger = new PinoLogger({ level: 'error' });
  const adapters = { log, state, history, images: { read: async () => undefined }, decoder: await toolbox.decoder(), embedder: await toolbox.embedder(), metrics: new PrometheusMetricSink({ registry: new Registry() }), health: new HealthRegistry(), logger, clock: systemClock };
  const module = await serviceModule(['ingest', 'concept-bank', 'drift'], settings as Parameters<typeof serviceModule>[1], adapters);
  let app: Awaited<ReturnType<typeof NestFactory.createApplicationContext>> | undefined;
  const rate = await rateOf(async () => {
    app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    const { shards } = app.get(TrackStage, { strict: false });
    const counted = (): number => [...shards.values()].reduce((sum, { streams }) => sum + (streams.get(STREAM)?.images ?? 0), 0);
    while (counted() < IMAGES) await new Promise((resolve) => setTimeout(resolve, 10));
  });
  await app?.close();
  await Promise.all([history.close(), state.close(), toolbox.close()]);
  return rate;
}

function imageRecord(n: number, pictures: Uint8Array[]) {
  const source = `camera-${n % SOURCES}`;
  const value = imageCodec.encode({ imageId: `image-${n}`, stream: STREAM, source, receivedAtMs: BigInt(n), capturedAtMs: BigInt(n), contentType: 'image/jpeg', content: { case: 'bytes', value: pictures[n % pictures.length] } });
  return { topic: TOPICS.images, key: `${STREAM}/${source}`, value };
}

const book = new PictureBook();
const pictures = await Promise.all(Array.from({ length: 64 }, (_, i) => book.frame(DEMO_CAMERA, i)));
const rounds: Record<string, unknown>[] = [];
await bareLoop(pictures);
for (let round = 0; round < Number(values.rounds); round++) {
  for (const partitions of values.partitions.split(',').map(Number)) {
    const bare = await bareLoop(pictures);
    const kafka = await withBroker(29_300 + 10 * round + 2 * partitions, (log) => overKafka(pictures, log, partitions));
    const measured = { partitions, bare, kafka, ratio: kafka.imagesPerSecond / bare.imagesPerSecond, cpuRatio: bare.cpuSeconds / kafka.cpuSeconds };
    rounds.push(measured);
    console.log(`${partitions} partitions: bare loop ${bare.imagesPerSecond.toFixed(0)} images/s (${bare.cpuSeconds.toFixed(2)} CPU s per 1,000), over Kafka ${kafka.imagesPerSecond.toFixed(0)} (${kafka.cpuSeconds.toFixed(2)}), ratio ${measured.ratio.toFixed(3)}, by CPU ${measured.cpuRatio.toFixed(3)}`);
  }
}
mkdirSync('test/perf/cluster/results', { recursive: true });
writeFileSync(values.out, `${JSON.stringify({ images: IMAGES, cores: cpus().length, node: process.version, rounds }, null, 2)}\n`);
process.exit(0);
