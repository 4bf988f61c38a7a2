import type { Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, ParentBasedSampler, type SpanExporter, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-base';

export interface TracingOptions {
  /** Where spans are posted as OTLP over HTTP, for example http://localhost:4318/v1/traces. */
  endpoint: string;
  /** Share of the images that are followed (0–1). */
  sampleRatio: number;
  version: string;
  /** For tests. */
  exporter?: SpanExporter;
}

export interface Tracing {
  tracer: Tracer;
  /** Sends what is left. */
  stop(): Promise<void>;
}

/** Spans that are sent to a collector; who begins a trace decides whether it is kept. */
export function startTracing({ endpoint, sampleRatio, version, exporter = new OTLPTraceExporter({ url: endpoint }) }: TracingOptions): Tracing {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'conceptwatch', 'service.version': version }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  return { tracer: provider.getTracer('conceptwatch', version), stop: () => provider.shutdown() };
}
