import { z } from 'zod';

/** A concept bank as it is kept. */
export const bankViewSchema = z.object({
  name: z.string(),
  description: z.string().optional(),
  version: z.int(),
  updated_at: z.number(),
  digest: z.string().describe('What scores are comparable under.'),
  streams: z.array(z.string()).describe('Streams that are scored with it.'),
  concepts: z.array(z.object({ concept: z.string(), text: z.string() })),
});
export type BankView = z.infer<typeof bankViewSchema>;

/** A bank as its author wrote it, with all its versions. */
export const bankDetailSchema = bankViewSchema.extend({
  text: z.string().describe('The bank as YAML; empty for a bank that an older conceptwatch kept.'),
  versions: z.array(z.object({ digest: z.string(), kept_at: z.number(), concepts: z.int(), current: z.boolean() })).describe('Newest first.'),
});
export type BankDetail = z.infer<typeof bankDetailSchema>;

export const bankVersionSchema = z.object({ name: z.string(), digest: z.string(), kept_at: z.number(), text: z.string() });
export type BankVersionView = z.infer<typeof bankVersionSchema>;

/** A baseline as it is kept. */
export const baselineViewSchema = z.object({
  id: z.string(),
  description: z.string(),
  version: z.int(),
  images: z.int(),
  refused: z.int(),
  created_at: z.number(),
  origin: z.string(),
  space: z.string().describe('Digest of the models that embedded it.'),
  streams: z.array(z.string()).describe('Streams that are compared with it.'),
  segments: z.array(z.object({ name: z.string(), images: z.int() })).describe('Where each segment, such as day and night, has a baseline of its own.'),
  fits_not: z.string().nullable().describe('Why it cannot be compared with what the models in use see; null when it can.'),
});
export type BaselineView = z.infer<typeof baselineViewSchema>;
