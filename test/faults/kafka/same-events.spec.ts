import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresHistory } from '@conceptwatch/adapters/history';
import { KafkaLog } from '@conceptwatch/adapters/log-kafka';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { scaleDigest, scoreCodec, spaceDigest, toFloat32Bytes, TOPICS } from '@conceptwatch/contracts';
import { decodeShard } from '@conceptwatch/roles/drift';
import { kafkaAvailability, type KafkaBroker, type PostgresCluster, startKafka, startPostgres, systemClock } from '@conceptwatch/testing';
import sharp from 'sharp';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { describeWhere, requirement } from '../../requirements';
import { RunningRoles, STREAM } from '../roles/running-roles';

const IMAGES = 800;
const own = process.env.KAFKA_BROKERS || process.env.DATABASE_URL ? ({ available: false, reason: 'KAFKA_BROKERS or DATABASE_URL name servers of others, whose topics no test fills' } as const) : kafkaAvailability();

/** From the middle on everything points elsewhere. */
const scored = Array.from({ length: IMAGES }, (_, n) => {
  const turn = n < IMAGES / 2 ? (((n * 7 + 3) * 0.618034) % 1) * 1.5 : 1.4;
  const value = scoreCodec.encode({ imageId: `image-${n}`, stream: STREAM, source: 'camera', origin: { shard: 0, offset: BigInt(n) }, capturedAtMs: BigInt(n * 1000), receivedAtMs: BigInt(n * 1000), scaleDigest: scaleDigest(spaceDigest('e', 'a'), 'b'), scoresF32: toFloat32Bytes(Float32Array.of(Math.cos(turn), Math.sin(turn))) });
  return { topic: TOPICS.scores, key: `${STREAM}/camera`, value };
});

describeWhere(own.available ? requirement('postgres') : own, 'embedded storage, and Kafka with PostgreSQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'conceptwatch-same-'));
  let broker: KafkaBroker;
  let postgres: PostgresCluster;
  let running: RunningRoles[] = [];

  // Each test has servers of its own: their topics and tables are empty.
  beforeEach(async () => {
    [broker, postgres] = await Promise.all([startKafka(), startPostgres()]);
    const { url } = postgres;
    const storage = {
      log: await KafkaLog.connect({ brokers: broker.brokers, clientId: 'same-events', clock: systemClock }),
      state: await SqlStateStore.openPostgres({ url, clock: systemClock }),
      history: await PostgresHistory.open({ url }),
    };
    running = [await RunningRoles.start(mkdtempSync(join(folder, 'embedded-'))), await RunningRoles.start(folder, { storage })];
  }, 300_000);
  afterEach(async () => {
    await Promise.all(running.map((roles) => roles.stop()));
    await broker?.dispose();
    postgres?.stop();
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('give the same drift events and state from the same scores, bit for bit', async () => {
    const outcomes = [];
    for (const roles of running) {
      await roles.log.publish(scored);
      await vi.waitFor(() => expect(roles.counted()).toBe(IMAGES), { timeout: 120_000, interval: 50 });
      const state = await vi.waitFor(
        async () => {
          const checkpoint = await roles.state.loadCheckpoint('drift/0');
          const [stream] = checkpoint ? decodeShard(checkpoint.state).streams : [];
          if (stream?.images !== IMAGES) throw new Error('the last checkpoint is not written yet');
          return stream;
        },
        { timeout: 60_000, interval: 50 },
      );
      outcomes.push({ events: await roles.state.listEvents({ stream: STREAM, limit: 100 }), monitor: Buffer.from(state.monitor).toString('base64') });
    }
    expect(outcomes[0].events.length).toBeGreaterThan(0);
    expect(outcomes[1]).toEqual(outcomes[0]);
  }, 300_000);

  it('name the same concepts and directions for the same images', async () => {
    const grey = (level: number): Promise<Buffer> => sharp({ create: { width: 8, height: 8, channels: 3, background: { r: level, g: level, b: level } } }).png().toBuffer();
    const images = await Promise.all(Array.from({ length: 500 }, (_, n) => grey(n < 250 ? 10 + ((n * 37) % 235) : 240)));
    const told = [];
    for (const roles of running) {
      for (let from = 0; from < images.length; from += 50) await roles.post(images.slice(from, from + 50));
      await vi.waitFor(() => expect(roles.counted()).toBe(images.length), { timeout: 120_000, interval: 50 });
      await roles.untilIdle();
      told.push((await roles.state.listEvents({ stream: STREAM, limit: 100 })).map(({ concept, kind, body }) => `${concept} ${kind} ${String(body.direction)} at ${String(body.position)}`).sort());
    }
    expect(told[0].length).toBeGreaterThan(0);
    expect(told[1]).toEqual(told[0]);
  }, 300_000);
});
