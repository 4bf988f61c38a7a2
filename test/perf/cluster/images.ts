/**
 * Images per second through ingest, concept-bank and drift over a real Kafka with 1, 2 and 4 partitions, divided by a bare
 * loop of the same sharp and ONNX Runtime calls in the same run. All roles are in this process, so that both have the same cores:
 *   node scripts/run-ts.mjs test/perf/cluster/images.ts
 *   node scripts/run-ts.mjs test/perf/cluster/images.ts --encoder tmp/perf-models/vit-b-16-random --images 384 --batch 8 --fetch 16 --threads 2
 * --fetch is ingest.fetchSize: what is read and made durable together. A whole run in one fetch would not overlap anything.
 * The broker has the same cores too, and its work is not in the bare loop: the cheaper the encoder, the more it weighs.
 * With --encoder DIR another model (../precision/make_models.py makes a ViT-B/16), behind an aligner of random weights.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
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
import { type BatchHandler, type Consumption, type MessageLog, type Subscription, WrappedLog } from '@conceptwatch/ports';
import { randomAligner } from '../random-aligner';
import { withBroker } from './with-broker';

const { values } = parseArgs({ options: { images: { type: 'string', default: '6000' }, encoder: { type: 'string' }, batch: { type: 'string', default: '32' }, fetch: { type: 'string', default: '256' }, threads: { type: 'string', default: '1' }, rounds: { type: 'string', default: '2' }, partitions: { type: 'string', default: '1,2,4' }, out: { type: 'string', default: 'test/perf/cluster/results' } } });
const IMAGES = Number(values.images);
const BATCH = Number(values.batch);
const FETCH = Number(values.fetch);
const STREAM = 'perf';
const SOURCES = 16;

interface Rate {
  imagesPerSecond: number;
  /** Of all threads of this process, per thousand images. */
  cpuSeconds: number;
}

interface Start {
  at: number;
  cpu: NodeJS.CpuUsage;
}

const startNow = (): Start => ({ at: performance.now(), cpu: process.cpuUsage() });

function rateSince({ at: start, cpu: before }: Start): Rate {
  const { user, system } = process.cpuUsage(before);
  return { imagesPerSecond: (IMAGES * 1e3) / (performance.now() - start), cpuSeconds: (user + system) / 1e3 / IMAGES };
}

async function bareLoop(pictures: Uint8Array[]): Promise<Rate> {
  const toolbox = createToolbox(models);
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
  const start = startNow();
  await Promise.all([worker(), worker(), worker()]);
  const rate = rateSince(start);
  await toolbox.close();
  return rate;
}

async function overKafka(pictures: Uint8Array[], log: KafkaLog, partitions: number): Promise<Rate> {
  const topics = [TOPICS.images, TOPICS.embeddings, TOPICS.scores];
  await log.createTopics([...topics.map((topic) => ({ topic, partitions })), ...[TOPICS.driftEvents, TOPICS.deadLetters, TOPICS.control].map((topic) => ({ topic, partitions: 1 }))]);
  const directory = mkdtempSync(join(tmpdir(), 'perf-cluster-'));
  const state = await SqlStateStore.openSqlite({ path: join(directory, 'state.db'), clock: systemClock });
  const history = SqliteHistory.open({ path: join(directory, 'history.db') });
  const toolbox = createToolbox(models);
  const bank = await toolbox.bank();
  await state.putBlob(bankBlob(bank.definition.digest), new Uint8Array(bank.matrix.slice().buffer));
  await state.put('bank', bank.definition.name, bank.definition);
  const embedder = await toolbox.embedder();
  const { encoderDigest, alignerDigest } = embedder.descriptor;
  const { definition: bundled, vectors } = decodeBaselineFile(await readFile(demoStream().baseline));
  // Whatever the encoder: comparing costs the same.
  const definition = { ...bundled, encoderDigest, alignerDigest };
  await state.putBlob(baselineBlob(definition.id), vectors);
  await state.put('baseline', definition.id, definition);
  await state.put('stream', STREAM, { name: STREAM, baselineId: definition.id, bankName: bank.definition.name, window: 500, mode: 'proved', imagesBetweenFalseAlarms: 100_000, createdAt: 0 });
  for (let from = 0; from < IMAGES; from += 50) await log.publish(Array.from({ length: Math.min(50, IMAGES - from) }, (_, i) => imageRecord(from + i, pictures)));
  const config = serviceConfig({ ingest: { batchSize: BATCH, fetchSize: FETCH } });
  let start: Start | undefined;
  const settings = { ingest: config.ingest, conceptBank: config.conceptBank, drift: config.drift, admin: config.admin, about: () => Promise.reject(new Error('no role here shows it')), access: { isSecure: false, sessionMs: 60_000 } };
  const logger = new PinoLogger({ level: 'error' });
  const adapters = { log: new StartTellingLog(log, () => (start ??= startNow())), state, history, images: { read: async () => undefined }, decoder: await toolbox.decoder(), embedder, targetEncoder: await toolbox.targetEncoder(), metrics: new PrometheusMetricSink({ registry: new Registry() }), health: new HealthRegistry(), logger, clock: systemClock };
  const module = await serviceModule(['ingest', 'concept-bank', 'drift'], settings as Parameters<typeof serviceModule>[1], adapters);
  const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  const { shards } = app.get(TrackStage, { strict: false });
  const counted = (): number => [...shards.values()].reduce((sum, { streams }) => sum + (streams.get(STREAM)?.images ?? 0), 0);
  while (counted() < IMAGES) await new Promise((resolve) => setTimeout(resolve, 10));
  const rate = rateSince(start!);
  await app.close();
  await Promise.all([history.close(), state.close(), toolbox.close()]);
  return rate;
}

/** Tells when the first images come: joining the group is not in the rate. */
class StartTellingLog extends WrappedLog {
  constructor(
    log: MessageLog,
    private readonly started: () => void,
  ) {
    super(log);
  }

  override consume(subscription: Subscription, handler: BatchHandler): Promise<Consumption> {
    return super.consume(subscription, (batch) => (this.started(), handler(batch)));
  }
}

function imageRecord(n: number, pictures: Uint8Array[]) {
  const source = `camera-${n % SOURCES}`;
  const value = imageCodec.encode({ imageId: `image-${n}`, stream: STREAM, source, receivedAtMs: BigInt(n), capturedAtMs: BigInt(n), contentType: 'image/jpeg', content: { case: 'bytes', value: pictures[n % pictures.length] } });
  return { topic: TOPICS.images, key: `${STREAM}/${source}`, value };
}

const work = mkdtempSync(join(tmpdir(), 'perf-cluster-'));
const models = { ownThread: true, threads: Number(values.threads), ...(values.encoder ? { encoder: values.encoder, aligner: await randomAligner(values.encoder, join(work, 'aligner.safetensors')) } : {}) };
const book = new PictureBook();
const pictures = await Promise.all(Array.from({ length: 64 }, (_, i) => book.frame(DEMO_CAMERA, i)));
const PARTITIONS = values.partitions.split(',').map(Number);
const rounds: { partitions: number; bare: Rate; kafka: Rate; ratio: number; cpuRatio: number }[] = [];
await bareLoop(pictures);
for (let round = 0; round < Number(values.rounds); round++) {
  for (const partitions of PARTITIONS) {
    const bare = await bareLoop(pictures);
    const kafka = await withBroker(29_300 + 10 * round + 2 * partitions, (log) => overKafka(pictures, log, partitions));
    const measured = { partitions, bare, kafka, ratio: kafka.imagesPerSecond / bare.imagesPerSecond, cpuRatio: bare.cpuSeconds / kafka.cpuSeconds };
    rounds.push(measured);
    console.log(`${partitions} partitions: bare loop ${bare.imagesPerSecond.toFixed(0)} images/s (${bare.cpuSeconds.toFixed(2)} CPU s per 1,000), over Kafka ${kafka.imagesPerSecond.toFixed(0)} (${kafka.cpuSeconds.toFixed(2)}), ratio ${measured.ratio.toFixed(3)}, by CPU ${measured.cpuRatio.toFixed(3)}`);
  }
}
mkdirSync(values.out, { recursive: true });
const median = (numbers: number[]): number => numbers.sort((a, b) => a - b)[numbers.length >> 1];
const ratios = Object.fromEntries(PARTITIONS.map((partitions) => [partitions, median(rounds.filter((round) => round.partitions === partitions).map(({ ratio }) => ratio))]));
writeFileSync(join(values.out, `images-${values.encoder ? basename(values.encoder) : 'bundled'}.json`), `${JSON.stringify({ encoder: values.encoder ? basename(values.encoder) : 'bundled', images: IMAGES, batch: BATCH, fetch: FETCH, threads: Number(values.threads), ratios, cores: cpus().length, node: process.version, load: loadavg()[0], rounds }, null, 2)}\n`);
process.exit(0);
