import { startTracing, TracedLog } from '@conceptwatch/adapters/tracing';
import type { MessageLog } from '@conceptwatch/ports';
import { z } from 'zod';

export const tracingConfigSchema = z.strictObject({
  enabled: z.boolean().default(false).describe('Whether images are followed from receipt to event as OpenTelemetry traces.'),
  endpoint: z.url({ protocol: /^https?$/ }).default('http://localhost:4318/v1/traces').describe('Where spans are posted as OTLP over HTTP.'),
  sampleRatio: z.number().min(0).max(1).default(0.01).describe('Share of the images that are followed (0–1).'),
});

/** The log as it is, or one through which images can be followed. @returns also what has to end after the log */
export function traced(log: MessageLog, { enabled, endpoint, sampleRatio }: z.infer<typeof tracingConfigSchema>, version: string): { log: MessageLog; stopTracing(): Promise<void> } {
  if (!enabled) return { log, stopTracing: () => Promise.resolve() };
  const { tracer, stop } = startTracing({ endpoint, sampleRatio, version });
  return { log: new TracedLog(log, tracer), stopTracing: stop };
}
