import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EmbeddedLog } from '@conceptwatch/adapters/log-embedded';
import { deadLetterCodec, TOPICS } from '@conceptwatch/contracts';
import { systemClock } from '@conceptwatch/testing';
import { Registry } from 'prom-client';
import { MeteredLog } from './metered-log';
import { PrometheusMetricSink } from './prometheus-metric-sink';

let log: MeteredLog;
let sink: PrometheusMetricSink;
beforeEach(async () => {
  sink = new PrometheusMetricSink({ registry: new Registry() });
  log = new MeteredLog(EmbeddedLog.open({ directory: ':memory:', clock: systemClock }), sink, systemClock);
  await log.createTopics([TOPICS.images, TOPICS.scores, TOPICS.deadLetters].map((topic) => ({ topic, partitions: 1 })));
});
afterEach(() => log.close());

const record = (topic: string) => ({ topic, key: 'yard', value: new Uint8Array([1]) });
const deadLetter = { topic: TOPICS.deadLetters, key: 'yard', value: deadLetterCodec.encode({ imageId: 'a', stream: 'yard', stage: 'decode', reason: 'truncated' }) };

describe('MeteredLog', () => {
  it('counts what is published and how long that took', async () => {
    await log.publish([record(TOPICS.images), record(TOPICS.images)]);
    const text = await sink.render();
    expect(text).toContain('conceptwatch_log_records_published_total{topic="images.v1"} 2');
    expect(text).toContain('conceptwatch_log_publish_duration_seconds_count{topic="images.v1"} 1');
  });

  it('counts what is handled, what comes of it, and dead letters by stage and reason', async () => {
    await log.publish([record(TOPICS.images), record(TOPICS.images)]);
    await log.consume({ group: 'ingest', topic: TOPICS.images, maxRecords: 10 }, async () => Promise.resolve([record(TOPICS.scores), deadLetter]));
    await vi.waitFor(async () => expect(await sink.render()).toContain('conceptwatch_log_records_consumed_total{group="ingest",topic="images.v1"} 2'), { timeout: 30_000 });
    expect(await sink.render()).toContain('conceptwatch_log_records_published_total{topic="scores.v1"} 1');
    expect(await sink.render()).toContain('conceptwatch_dead_letters_total{stage="decode",reason="truncated"} 1');
  });

  it('tells how long the oldest batch has been in work', async () => {
    let finish = (): void => undefined;
    const begun = new Promise<void>((begin) => {
      void log.consume({ group: 'ingest', topic: TOPICS.images, maxRecords: 10 }, () => {
        begin();
        return new Promise((resolve) => (finish = () => resolve([])));
      });
    });
    expect(log.longestWork()).toBe(0);
    await log.publish([record(TOPICS.images)]);
    await begun;
    await vi.waitFor(() => expect(log.longestWork()).toBeGreaterThan(5), { timeout: 30_000 });
    finish();
    await vi.waitFor(() => expect(log.longestWork()).toBe(0), { timeout: 30_000 });
  });

  it('counts what fails and comes again', async () => {
    await log.publish([record(TOPICS.images)]);
    let tries = 0;
    await log.consume({ group: 'ingest', topic: TOPICS.images, maxRecords: 10 }, () => (++tries === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve([])));
    await vi.waitFor(async () => expect(await sink.render()).toContain('conceptwatch_log_records_consumed_total{group="ingest",topic="images.v1"} 1'), 10_000);
    expect(await sink.render()).toContain('conceptwatch_log_batch_failures_total{group="ingest",topic="images.v1"} 1');
  });
});
