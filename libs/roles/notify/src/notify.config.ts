import { z } from 'zod';

export const notifyConfigSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).optional().meta({ secret: true }).describe('Drift events are posted here as CloudEvents 1.0; nobody is told when absent.'),
  secret: z.string().min(16).optional().meta({ secret: true }).describe('Signs each notification (HMAC-SHA256, headers webhook-id, webhook-timestamp, webhook-signature); unsigned when absent.'),
  timeoutMs: z.int().min(100).max(60_000).default(10_000).meta({ unit: 'milliseconds' }).describe('How long the receiver may take for one notification before it is tried again.'),
  maxAgeMs: z.int().min(1_000).default(86_400_000).meta({ unit: 'milliseconds' }).describe('Events that are older are not told any more, so that the first start and a long failure do not bring a flood.'),
});

export type NotifyConfig = z.infer<typeof notifyConfigSchema>;
export const NOTIFY_CONFIG = Symbol.for('conceptwatch.NotifyConfig');
