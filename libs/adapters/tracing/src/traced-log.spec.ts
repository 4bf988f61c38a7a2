import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EmbeddedLog } from '@conceptwatch/adapters/log-embedded';
import { driftEventCodec, embeddingCodec, imageCodec, scoreCodec, TOPICS } from '@conceptwatch/contracts';
import type { Batch, OutgoingRecord, StoredRecord } from '@conceptwatch/ports';
import { systemClock } from '@conceptwatch/testing';
import { startTracing, type Tracing } from './start-tracing';
import { TracedLog } from './traced-log';

const PATH = [TOPICS.images, TOPICS.embeddings, TOPICS.scores, TOPICS.driftEvents];
/** Keeps its spans after the end: InMemorySpanExporter forgets them then. */
class KeptSpans extends InMemorySpanExporter {
  readonly kept: ReadableSpan[] = [];
  override export(spans: ReadableSpan[], done: (result: { code: number }) => void): void {
    this.kept.push(...spans);
    done({ code: 0 });
  }
}

let exporter: KeptSpans;
let tracing: Tracing;
let log: TracedLog;
const open = async (sampleRatio: number) => {
  exporter = new KeptSpans();
  tracing = startTracing({ endpoint: 'http://unused', sampleRatio, version: '1.2.3', exporter });
  log = new TracedLog(EmbeddedLog.open({ directory: ':memory:', clock: systemClock }), tracing.tracer);
  await log.createTopics(PATH.map((topic) => ({ topic, partitions: 1 })));
};
beforeEach(() => open(1));
afterEach(() => log.close());

const image = (imageId: string): OutgoingRecord => ({ topic: TOPICS.images, key: 'yard', value: imageCodec.encode({ imageId, stream: 'yard' }) });
const originOf = ({ partition, offset }: StoredRecord) => ({ shard: partition, offset: BigInt(offset) });

/** The roles as far as a trace is concerned: each makes records that name the image by its origin. */
async function startRoles(): Promise<StoredRecord[]> {
  const events: StoredRecord[] = [];
  const each = (make: (record: StoredRecord) => OutgoingRecord) => ({ records }: Batch) => Promise.resolve(records.map(make));
  await log.consume({ group: 'ingest', topic: TOPICS.images, maxRecords: 10 }, each((record) => ({ topic: TOPICS.embeddings, key: 'yard', value: embeddingCodec.encode({ imageId: imageCodec.decode(record.value).imageId, origin: originOf(record) }) })));
  await log.consume({ group: 'concept-bank', topic: TOPICS.embeddings, maxRecords: 10 }, each(({ value }) => ({ topic: TOPICS.scores, key: 'yard', value: scoreCodec.encode({ origin: embeddingCodec.decode(value).origin }) })));
  await log.consume({ group: 'drift', topic: TOPICS.scores, maxRecords: 10 }, each(({ value }) => ({ topic: TOPICS.driftEvents, key: 'yard', value: driftEventCodec.encode({ eventId: 'e', origin: scoreCodec.decode(value).origin }) })));
  await log.consume({ group: 'admin', topic: TOPICS.driftEvents, maxRecords: 10 }, ({ records }) => {
    events.push(...records);
    return Promise.resolve([]);
  });
  return events;
}

describe('TracedLog', () => {
  it('follows each image from its receipt to the event, one span a role, context in the headers', async () => {
    const events = await startRoles();
    await log.publish([image('a'), image('b')]);
    await vi.waitFor(() => expect(events).toHaveLength(2), 10_000);
    await tracing.stop();
    const traces = new Map<string, ReadableSpan[]>();
    for (const span of exporter.kept) traces.set(span.spanContext().traceId, [...(traces.get(span.spanContext().traceId) ?? []), span]);
    expect(traces.size).toBe(2);
    for (const [traceId, spans] of traces) {
      const byName = new Map(spans.map((span) => [span.name, span]));
      const chain = ['receive', 'ingest', 'concept-bank', 'drift', 'admin'];
      expect([...byName.keys()].sort()).toEqual([...chain].sort());
      chain.slice(1).forEach((name, i) => expect(byName.get(name)?.parentSpanContext?.spanId).toBe(byName.get(chain[i])?.spanContext().spanId));
      expect(events.some(({ headers }) => headers.traceparent === `00-${traceId}-${byName.get('drift')!.spanContext().spanId}-01`)).toBe(true);
    }
    expect(exporter.kept[0].resource.attributes).toMatchObject({ 'service.name': 'conceptwatch', 'service.version': '1.2.3' });
  });

  it('adds nothing to images that are not followed', async () => {
    await log.close();
    await open(0);
    const events = await startRoles();
    await log.publish([image('a')]);
    await vi.waitFor(() => expect(events).toHaveLength(1), 10_000);
    await tracing.stop();
    expect(exporter.kept).toEqual([]);
    expect(events[0].headers).toEqual({});
  });

  it('marks the span of work that failed', async () => {
    let tries = 0;
    await log.consume({ group: 'ingest', topic: TOPICS.images, maxRecords: 1 }, () => (++tries === 1 ? Promise.reject(new Error('no disk')) : Promise.resolve([])));
    await log.publish([image('a')]);
    await vi.waitFor(() => expect(tries).toBe(2), 10_000);
    await tracing.stop();
    expect(exporter.kept.filter(({ name }) => name === 'ingest').map(({ status }) => status.message)).toEqual(['no disk', undefined]);
  });
});
