import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SqliteHistory } from '@conceptwatch/adapters/history';
import { SharpImageDecoder } from '@conceptwatch/adapters/images-sharp';
import { EmbeddedLog } from '@conceptwatch/adapters/log-embedded';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { type RoleName, type RoleSettings, serviceConfig, serviceModule } from '@conceptwatch/composition';
import { bankBlob, baselineBlob, deadLetterCodec, toFloat16, TOPICS } from '@conceptwatch/contracts';
import { HealthRegistry, PinoLogger, PrometheusMetricSink, Registry } from '@conceptwatch/platform/observability';
import { Inbox } from '@conceptwatch/roles/ingest';
import { TrackStage } from '@conceptwatch/roles/drift';
import { type Clock, type History, type MessageLog, type StateStore } from '@conceptwatch/ports';
import { systemClock } from '@conceptwatch/testing';
import { Writable } from 'node:stream';
import { join } from 'node:path';
import { vi } from 'vitest';
import { brightnessEmbedder, unit } from './brightness-embedder';

export const STREAM = 'main';
const BASELINE_IMAGES = 400;

/** A bank of two concepts, a baseline and one stream, as the roles expect them. */
export async function defineStream(state: StateStore, { images = BASELINE_IMAGES, encoderDigest = 'e' } = {}): Promise<void> {
  await state.putBlob(bankBlob('b'), new Uint8Array(Float32Array.of(1, 0, 0, 1).buffer));
  await state.put('bank', 'bank', { name: 'bank', concepts: [{ slug: 'x', text: 'x' }, { slug: 'y', text: 'y' }], digest: 'b', textEncoderDigest: 't', dimension: 2 });
  const vectors = Float32Array.from({ length: 2 * images }, (_, i) => unit((((i >> 1) * 0.618034) % 1) * 1.5)[i % 2]);
  await state.putBlob(baselineBlob('base'), toFloat16(vectors));
  await state.put('baseline', 'base', { id: 'base', description: '', images, refused: 0, dimension: 2, encoderDigest, alignerDigest: 'a', createdAt: 0, origin: 'test' });
  await state.put('stream', STREAM, { name: STREAM, baselineId: 'base', bankName: 'bank', window: 100, mode: 'proved', imagesBetweenFalseAlarms: 1000, createdAt: 0 });
}

export interface RunningRolesOptions {
  clock?: Clock;
  seriesMax?: number;
  retentionBytes?: number;
  define?: (state: StateStore) => Promise<void>;
  /** Instead of embedded storage in the folder. */
  storage?: { log: MessageLog; state: StateStore; history: History };
}

/** The roles ingest, concept-bank and drift in this process, with an encoder that is easy to predict. */
export class RunningRoles {
  private readonly metrics: PrometheusMetricSink;
  private readonly registry = new Registry();
  readonly logLines: string[] = [];
  readonly health = new HealthRegistry();

  private constructor(
    readonly log: MessageLog,
    readonly state: StateStore,
    readonly history: History,
    private app: INestApplicationContext | undefined,
    seriesMax: number,
  ) {
    this.metrics = new PrometheusMetricSink({ registry: this.registry, seriesMax });
  }

  static async start(directory: string, { clock = systemClock, seriesMax = 5000, retentionBytes = 1 << 26, define = (state) => defineStream(state), storage }: RunningRolesOptions = {}): Promise<RunningRoles> {
    const log = storage?.log ?? EmbeddedLog.open({ directory, clock });
    await log.createTopics([TOPICS.images, TOPICS.embeddings, TOPICS.scores, TOPICS.driftEvents, TOPICS.deadLetters, TOPICS.control].map((topic) => ({ topic, partitions: 1, retentionBytes })));
    const state = storage?.state ?? (await SqlStateStore.openSqlite({ path: join(directory, 'state.db'), clock }));
    const history = storage?.history ?? SqliteHistory.open({ path: join(directory, 'history.db') });
    await define(state);
    const roles = new RunningRoles(log, state, history, undefined, seriesMax);
    const stream = new Writable({ write: (chunk: Buffer, _, done) => (roles.logLines.push(chunk.toString()), done()) });
    const logger = new PinoLogger({ level: 'info', format: 'json', stream });
    const config = serviceConfig({ drift: { checkpointMs: 50 } });
    const settings: RoleSettings = { ingest: config.ingest, conceptBank: config.conceptBank, drift: config.drift, admin: config.admin, about: () => Promise.reject(new Error('no role here shows it')), access: { isSecure: false, sessionMs: 60_000 } };
    const names: RoleName[] = ['ingest', 'concept-bank', 'drift'];
    const images = { read: async () => undefined };
    const module = await serviceModule(names, settings, { log, state, history, images, decoder: new SharpImageDecoder(), embedder: brightnessEmbedder, metrics: roles.metrics, health: roles.health, logger, clock });
    roles.app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    return roles;
  }

  /** As Prometheus would read it. */
  scrape(): Promise<string> {
    return this.metrics.render();
  }

  get inbox(): Inbox {
    return this.app!.get(Inbox, { strict: false });
  }

  async post(bytes: readonly Uint8Array[], stream = STREAM, source = 'camera'): Promise<void> {
    await this.inbox.accept(stream, bytes.map((content) => ({ source, content: { bytes: content } })));
  }

  /** Images in the drift state. */
  counted(): number {
    return this.app!.get(TrackStage, { strict: false }).shards.get(0)?.streams.get(STREAM)?.images ?? 0;
  }

  /** Resolves when nothing waits for any role. */
  untilIdle(): Promise<void> {
    return vi.waitFor(
      async () => {
        for (const [group, topic] of [['ingest', TOPICS.images], ['concept-bank', TOPICS.embeddings], ['drift', TOPICS.scores]]) {
          const waiting = (await this.log.lag(group, topic))[0].records;
          if (waiting > 0) throw new Error(`${waiting} records wait in ${topic}`);
        }
      },
      { timeout: 60_000, interval: 20 },
    );
  }

  async letters(): Promise<{ reason: string; stage: string; original: Uint8Array }[]> {
    const found = await this.log.read(TOPICS.deadLetters, 0, 0, 100_000);
    return found.map(({ value }) => deadLetterCodec.decode(value)).map(({ reason, stage, original }) => ({ reason, stage, original: original.case === 'bytes' ? original.value : new Uint8Array() }));
  }

  async stop(): Promise<void> {
    await this.app?.close();
    await this.log.close();
    await this.history.close();
    await this.state.close();
  }
}
