import { z } from 'zod';
import { LOG_LEVELS } from './pino-logger';

export const observabilityConfigSchema = z.strictObject({
  host: z.string().default('127.0.0.1').describe('Address that /metrics, /healthz and /readyz listen on.'),
  port: z.int().min(0).max(65_535).default(9464).describe('Port of /metrics, /healthz and /readyz; 0 takes a free one.'),
  seriesMax: z.int().min(100).max(1_000_000).default(5000).meta({ unit: 'series' }).describe('Most series with labels that the process shows; what does not fit is counted in conceptwatch_series_dropped_total.'),
  logLevel: z.enum(LOG_LEVELS).default('info').describe('Least important lines that are logged.'),
  logFormat: z.enum(['auto', 'json', 'pretty']).default('auto').describe('JSON lines or lines for people; auto is lines for people on a terminal.'),
});

export type ObservabilityConfig = z.infer<typeof observabilityConfigSchema>;
