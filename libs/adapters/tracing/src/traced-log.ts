import { type Context, defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { TOPICS } from '@conceptwatch/contracts';
import { type Batch, type BatchHandler, type Consumption, type MessageLog, type OutgoingRecord, type StoredRecord, type Subscription, WrappedLog } from '@conceptwatch/ports';
import { imageIdentity } from './image-identity';

const W3C = new W3CTraceContextPropagator();

/**
 * A log through which an image can be followed: a trace begins when an image is published, each role that handles a
 * record of it adds a span, and the W3C context travels in the headers of the records (traceparent). Records of images
 * that are not followed carry no header and cost nothing.
 */
export class TracedLog extends WrappedLog {
  constructor(
    log: MessageLog,
    private readonly tracer: Tracer,
  ) {
    super(log);
  }

  override async publish(records: OutgoingRecord[]): Promise<{ partition: number; offset: number }[]> {
    const spans: Span[] = [];
    const traced = records.map((record) => {
      if (record.topic !== TOPICS.images) return record;
      const span = this.tracer.startSpan('receive', { kind: SpanKind.PRODUCER, attributes: { 'messaging.destination.name': record.topic } });
      spans.push(span);
      return withContext(record, span);
    });
    return this.during(spans, () => this.log.publish(traced));
  }

  override consume(subscription: Subscription, handler: BatchHandler): Promise<Consumption> {
    return this.log.consume(subscription, (batch) => this.handle(subscription.group, batch, handler));
  }

  private async handle(group: string, batch: Batch, handler: BatchHandler): Promise<OutgoingRecord[]> {
    const spans = new Map<string, Span>();
    for (const record of batch.records) {
      const parent = contextOf(record);
      const identity = parent && imageIdentity(record);
      if (parent && identity) spans.set(identity, this.startSpan(group, record, parent));
    }
    if (spans.size === 0) return handler(batch);
    return this.during([...spans.values()], async () => {
      const outputs = await handler(batch);
      return outputs.map((output) => {
        const span = spans.get(imageIdentity(output) ?? '');
        return span ? withContext(output, span) : output;
      });
    });
  }

  private startSpan(group: string, { topic, partition, offset }: StoredRecord, parent: Context): Span {
    const attributes = { 'messaging.destination.name': topic, 'messaging.destination.partition.id': String(partition), 'messaging.kafka.offset': offset, 'messaging.consumer.group.name': group };
    return this.tracer.startSpan(group, { kind: SpanKind.CONSUMER, attributes }, parent);
  }

  /** Ends the spans with the work, whichever way that ends. */
  private async during<T>(spans: readonly Span[], work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      for (const span of spans) span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      throw error;
    } finally {
      for (const span of spans) span.end();
    }
  }
}

function withContext(record: OutgoingRecord, span: Span): OutgoingRecord {
  if (!span.isRecording()) return record;
  const headers = { ...record.headers };
  W3C.inject(trace.setSpan(ROOT_CONTEXT, span), headers, defaultTextMapSetter);
  return { ...record, headers };
}

function contextOf({ headers }: StoredRecord): Context | undefined {
  if (headers.traceparent === undefined) return undefined;
  const context = W3C.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  return trace.getSpanContext(context) ? context : undefined;
}
