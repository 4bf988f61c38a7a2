// The role ingest over Kafka and PostgreSQL, with a decoder that crashes on one image as a native library does.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { PostgresHistory } from '@conceptwatch/adapters/history';
import { SharpImageDecoder } from '@conceptwatch/adapters/images-sharp';
import { KafkaLog } from '@conceptwatch/adapters/log-kafka';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { serviceConfig, serviceModule } from '@conceptwatch/composition';
import { HealthRegistry, PinoLogger, PrometheusMetricSink, Registry } from '@conceptwatch/platform/observability';
import type { PixelSpec } from '@conceptwatch/ports';
import { systemClock } from '@conceptwatch/testing';
import { brightnessEmbedder } from '../roles/brightness-embedder';

const { brokers, url, fatal } = JSON.parse(process.argv[2]) as { brokers: string[]; url: string; fatal: string };

class CrashingDecoder extends SharpImageDecoder {
  override decode(content: Uint8Array | { path: string }, spec: PixelSpec) {
    if (content instanceof Uint8Array && Buffer.from(content).includes(fatal)) process.abort();
    return super.decode(content, spec);
  }
}

const logger = new PinoLogger({ level: 'error' });
const log = await KafkaLog.connect({ brokers, clientId: `ingest-${process.pid}`, clock: systemClock, sessionTimeoutMs: 3_000, logger });
const state = await SqlStateStore.openPostgres({ url, clock: systemClock, logger });
const config = serviceConfig();
const settings = { ingest: config.ingest, conceptBank: config.conceptBank, drift: config.drift, admin: config.admin, about: () => Promise.reject(new Error('no role here shows it')), access: { isSecure: false, sessionMs: 60_000 } };
const adapters = { log, state, history: await PostgresHistory.open({ url }), images: { read: async () => undefined }, decoder: new CrashingDecoder(), embedder: brightnessEmbedder, metrics: new PrometheusMetricSink({ registry: new Registry() }), health: new HealthRegistry(), logger, clock: systemClock };
await NestFactory.createApplicationContext(await serviceModule(['ingest'], settings, adapters), { logger: false, abortOnError: false });
process.stdout.write('ready\n');
