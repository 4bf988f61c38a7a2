import { createHash } from 'node:crypto';
import { z } from 'zod';

export const BACKFILL_FORMAT = 'conceptwatch-backfill-1';

/** What a backfill is of: whoever goes on with its folder must want the same. */
export const backfillManifestSchema = z.object({
  format: z.literal(BACKFILL_FORMAT),
  stream: z.string(),
  from: z.string(),
  /** Digest of what tells that the source is the same. */
  fingerprint: z.string(),
  chunk: z.int().min(1),
  space: z.object({ encoder: z.string(), aligner: z.string(), encoder_digest: z.string(), aligner_digest: z.string(), dimension: z.int().min(1), encoder_dimension: z.int().min(1) }),
  /** Null for a backfill that only embeds. */
  bank: z.object({ name: z.string(), digest: z.string(), concepts: z.array(z.string()) }).nullable(),
  baseline: z.object({ id: z.string(), images: z.int(), digest: z.string() }).nullable(),
  settings: z.object({ window: z.int(), images_between_false_alarms: z.number(), mode: z.enum(['proved', 'calibrated']) }).nullable(),
  /** Which stored embeddings the folder holds. */
  embeddings: z.object({ aligned: z.boolean(), encoder: z.boolean() }),
});
export type BackfillManifest = z.infer<typeof backfillManifestSchema>;

export const shortDigest = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** Names of what differs between two manifests, for people. */
export function differences(found: unknown, wanted: unknown, at = ''): string[] {
  if (JSON.stringify(found) === JSON.stringify(wanted)) return [];
  const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isPlain(found) || !isPlain(wanted)) return [at];
  return [...new Set([...Object.keys(found), ...Object.keys(wanted)])].flatMap((key) => differences(found[key], wanted[key], at ? `${at}.${key}` : key));
}
