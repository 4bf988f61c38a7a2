import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { KafkaLog } from '@conceptwatch/adapters/log-kafka';
import { deadLetterCodec, embeddingCodec, imageCodec, TOPICS } from '@conceptwatch/contracts';
import type { MessageLog, StoredRecord } from '@conceptwatch/ports';
import { bundleProgram, type KafkaBroker, kafkaAvailability, type PostgresCluster, RunningProgram, startKafka, startPostgres, systemClock } from '@conceptwatch/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeWhere, requirement } from '../../requirements';
import { goodImage } from '../images/bad-images';
import { recordFault } from '../record-fault';

const own = process.env.KAFKA_BROKERS || process.env.DATABASE_URL ? ({ available: false, reason: 'KAFKA_BROKERS or DATABASE_URL name servers of others, whose topics no test fills' } as const) : kafkaAvailability();
const IMAGES = 60;
const FATAL = 23;
const PARTITIONS = 2;

describeWhere(own.available ? requirement('postgres') : own, 'the role ingest with a decoder that crashes on one image', () => {
  const mark = randomUUID();
  let broker: KafkaBroker;
  let postgres: PostgresCluster;
  let log: MessageLog;
  let running: RunningProgram | undefined;
  let isSupervised = true;

  beforeAll(async () => {
    [broker, postgres] = await Promise.all([startKafka(['group.min.session.timeout.ms=1000']), startPostgres()]);
    log = await KafkaLog.connect({ brokers: broker.brokers, clientId: 'feeder', clock: systemClock });
    await log.createTopics([...[TOPICS.images, TOPICS.embeddings].map((topic) => ({ topic, partitions: PARTITIONS })), { topic: TOPICS.deadLetters, partitions: 1 }]);
  }, 240_000);
  afterAll(async () => {
    isSupervised = false;
    await running?.kill();
    await log?.close();
    postgres?.stop();
    await broker?.dispose();
  }, 60_000);

  const readAll = async (topic: string, partition: number): Promise<StoredRecord[]> => {
    const all: StoredRecord[] = [];
    for (let part = await log.read(topic, partition, 0, 500); part.length > 0; part = await log.read(topic, partition, all[all.length - 1].offset + 1, 500)) all.push(...part);
    return all;
  };
  const embedded = async (): Promise<string[]> => {
    const records = await Promise.all(Array.from({ length: PARTITIONS }, (_, partition) => readAll(TOPICS.embeddings, partition)));
    return records.flat().map(({ value }) => embeddingCodec.decode(value).imageId);
  };

  it('row 28: sets that image aside after two tries alone, with its bytes, and embeds all others', async () => {
    const program = await bundleProgram(join(import.meta.dirname, 'ingest.program.ts'));
    const images = await Promise.all(Array.from({ length: IMAGES }, async (_, n) => (n === FATAL ? Buffer.concat([await goodImage(n), Buffer.from(mark)]) : goodImage(n))));
    await log.publish(
      images.map((bytes, n) => ({
        topic: TOPICS.images,
        partition: n % PARTITIONS,
        value: imageCodec.encode({ imageId: `image-${n}`, stream: 'main', source: 'camera', receivedAtMs: BigInt(n), capturedAtMs: BigInt(n), contentType: 'image/png', content: { case: 'bytes', value: bytes } }),
      })),
    );
    let crashes = 0;
    const supervising = (async () => {
      while (isSupervised) {
        running = RunningProgram.start(program, [JSON.stringify({ brokers: broker.brokers, url: postgres.url, fatal: mark })]);
        const { signal } = await running.exited;
        if (signal === 'SIGABRT') crashes++;
        else if (isSupervised) throw new Error(`ingest ended by itself: ${running.stderr.slice(-1_000)}`);
      }
    })();
    const start = performance.now();
    const finished = vi.waitFor(async () => expect(new Set(await embedded()).size).toBe(IMAGES - 1), { timeout: 180_000, interval: 250 });
    await Promise.race([finished, supervising.then(() => finished)]);
    const recovery = (performance.now() - start) / 1000;
    await vi.waitFor(async () => expect((await readAll(TOPICS.deadLetters, 0)).length).toBeGreaterThan(0), { timeout: 60_000, interval: 100 });
    const letters = (await readAll(TOPICS.deadLetters, 0)).map(({ value }) => deadLetterCodec.decode(value));
    expect(letters.map(({ imageId, reason }) => ({ imageId, reason }))).toEqual([{ imageId: `image-${FATAL}`, reason: 'process-crash' }]);
    const { content } = imageCodec.decode(letters[0].original.value as Uint8Array);
    expect(Buffer.compare(Buffer.from(content.value as Uint8Array), images[FATAL])).toBe(0);
    expect(crashes).toBe(3);
    recordFault({ row: 28, case: 'native-crash', figures: { images: IMAGES, crashes, dead_letters: letters.length, lost: IMAGES - 1 - new Set(await embedded()).size, recovery_s: recovery } });
  }, 300_000);
});
