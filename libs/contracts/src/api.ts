import { z } from 'zod';
import { SLUG } from './slug';

/** Shapes of the REST API under /api/v1. JSON keys are snake_case; times are milliseconds since the epoch, UTC. */
export const streamName = z.string().regex(SLUG);

export const acceptedImageSchema = z.object({ id: z.string(), stream: z.string(), received_at: z.number() });
export type AcceptedImage = z.infer<typeof acceptedImageSchema>;

/** Answer to a multipart or batch post: what was taken and what was not, in the order sent. */
export const acceptedBatchSchema = z.object({
  accepted: z.array(acceptedImageSchema),
  refused: z.array(z.object({ name: z.string(), reason: z.string(), detail: z.string() })),
});
export type AcceptedBatch = z.infer<typeof acceptedBatchSchema>;

export const baselineStatusSchema = z.object({
  id: z.string().nullable(),
  status: z.enum(['ok', 'small', 'too-small', 'missing', 'mismatch']),
  images: z.int(),
  /** The smallest change of a share that the promise can prove at this size. */
  smallest_provable_effect: z.number().nullable(),
  detail: z.string().optional(),
});

export const streamSummarySchema = z.object({
  stream: streamName,
  status: z.enum(['starting', 'waiting', 'filling', 'quiet', 'drifting', 'unmonitored']),
  images: z.int().describe('Images tracked since the stream began.'),
  images_per_second: z.number().nullable(),
  refused: z.int(),
  lag: z.int().describe('Images received and not yet tracked.'),
  last_image_at: z.number().nullable(),
  window: z.object({ size: z.int(), count: z.int() }),
  baseline: baselineStatusSchema,
  bank: z.object({ name: z.string(), concepts: z.int() }),
  active: z.int().describe('Concepts in alarm.'),
});
export type StreamSummary = z.infer<typeof streamSummarySchema>;

export const conceptStateSchema = z.object({
  concept: z.string(),
  text: z.string(),
  direction: z.enum(['rose', 'fell']).nullable(),
  ks: z.number().nullable().describe('D; null until the window can be judged.'),
  location: z.number().nullable(),
  share: z.number().nullable(),
  quantile: z.number().nullable().describe('Share of the baseline below the cut that moved most; null while there is no alarm.'),
  evidence: z.number().describe('Mixture e-SR evidence; the alarm threshold is `threshold` of the stream.'),
  active: z.boolean(),
  since: z.number().nullable().describe('Estimated time of the change.'),
  onset_at: z.number().nullable(),
  acknowledged: z.boolean(),
  muted_until: z.number().nullable().describe('Nobody is notified until then.'),
  certified: z.boolean(),
});
export type ConceptState = z.infer<typeof conceptStateSchema>;

const thinningSchema = z.object({ every: z.int().describe('Evidence counts every so many-th image of each source.'), source: z.enum(['configured', 'baseline']) });
const autocorrelationSchema = z.object({
  baseline: z.number().nullable().describe('Largest rank autocorrelation of neighbouring baseline images over the bank.'),
  stream: z.number().nullable().describe('The same of the images that count as evidence, per source, while they come.'),
});

export const driftStateSchema = z.object({
  stream: streamName,
  status: streamSummarySchema.shape.status,
  images: z.int(),
  window: streamSummarySchema.shape.window,
  baseline: baselineStatusSchema,
  threshold: z.number().describe('Evidence at which a lone concept alarms.'),
  promise: z.object({ mode: z.enum(['proved', 'calibrated']), images_between_false_alarms: z.number(), certified: z.boolean(), note: z.string(), thinning: thinningSchema.optional(), rank_autocorrelation: autocorrelationSchema.optional() }),
  sentence: z.string().describe('What changed, in words; or that nothing did.'),
  concepts: z.array(conceptStateSchema).describe('Alarms first, then by D.'),
  decoded: z.array(z.string()).describe('The mean shift in words, also for what the bank does not list.'),
});
export type DriftState = z.infer<typeof driftStateSchema>;

export const exemplarSchema = z.object({
  image_id: z.string(),
  captured_at: z.number(),
  score: z.number(),
  thumbnail_url: z.string(),
});
export type Exemplar = z.infer<typeof exemplarSchema>;

export const conceptDetailSchema = conceptStateSchema.extend({
  stream: streamName,
  /** Shared bin edges (length bins + 1) and the relative frequencies of both samples. */
  density: z.object({ edges: z.array(z.number()), baseline: z.array(z.number()), window: z.array(z.number()) }),
  /** Cumulative shares at `at`. */
  ecdf: z.object({ at: z.array(z.number()), baseline: z.array(z.number()), window: z.array(z.number()) }),
  history: z.array(z.object({ at: z.number(), ks: z.number().nullable(), evidence: z.number() })),
  exemplars: z.object({ before: z.array(exemplarSchema), after: z.array(exemplarSchema) }),
});
export type ConceptDetail = z.infer<typeof conceptDetailSchema>;

export const driftEventSchema = z.object({
  id: z.string(),
  stream: streamName,
  concept: z.string(),
  text: z.string(),
  kind: z.enum(['onset', 'recovery', 'acknowledged']),
  direction: z.enum(['rose', 'fell']),
  at: z.number(),
  since: z.number(),
  ks: z.number(),
  location: z.number(),
  share: z.number(),
  quantile: z.number().optional().describe('Share of the baseline below the cut that moved most.'),
  evidence: z.number(),
  certified: z.boolean(),
  sentence: z.string(),
});
export type DriftEvent = z.infer<typeof driftEventSchema>;

export const refusedImageSchema = z.object({
  id: z.string(),
  stream: z.string(),
  source: z.string(),
  reason: z.string(),
  detail: z.string(),
  at: z.number(),
  reference: z.string(),
});

export const recentImageSchema = z.object({
  image_id: z.string(),
  source: z.string(),
  captured_at: z.number(),
  thumbnail_url: z.string(),
  top: z.array(z.object({ concept: z.string(), text: z.string(), score: z.number(), percentile: z.number().describe('Share of the baseline below this score.') })),
});
export type RecentImage = z.infer<typeof recentImageSchema>;

/** D of every concept over time, for the heat map. */
export const heatMapSchema = z.object({
  at: z.array(z.number()),
  concepts: z.array(z.object({ concept: z.string(), text: z.string(), ks: z.array(z.number().nullable()) })),
});
export type HeatMap = z.infer<typeof heatMapSchema>;

/** Pushed on GET /api/v1/live (server-sent events), event names `streams`, `drift`, `event`, `image`. */
export interface LiveMessages {
  streams: StreamSummary[];
  drift: DriftState;
  event: DriftEvent;
  image: RecentImage;
}

export const sessionRequestSchema = z.strictObject({ token: z.string().min(1).max(512) });
export const sessionSchema = z.object({ role: z.enum(['viewer', 'operator', 'admin']), expires_at: z.number(), csrf_token: z.string() });
export type Session = z.infer<typeof sessionSchema>;

export const newStreamSchema = z.strictObject({
  name: streamName,
  baseline: z.string().min(1).describe('Id of a baseline.'),
  bank: z.string().min(1).optional(),
  window: z.int().min(20).max(100_000).optional(),
});

export const aboutSchema = z.object({
  version: z.string(),
  models: z.object({ encoder: z.string(), aligner: z.string(), text_encoder: z.string(), bundled: z.boolean(), note: z.string(), space: z.string().describe('Digest of encoder and aligner: what baselines must have.') }),
  started_at: z.number(),
});
export type About = z.infer<typeof aboutSchema>;

export const phraseSchema = z.strictObject({ text: z.string().min(1).max(500).describe('Any phrase: "a dog in the snow".'),
  examples: z.array(z.string().min(1).max(200)).max(200).default([]).describe('Ids of stored images that show it: the phrase is moved towards them.'),
  counterexamples: z.array(z.string().min(1).max(200)).max(200).default([]).describe('Ids of stored images that do not show it.'),
});

const spreadSchema = z.object({ low: z.number(), median: z.number(), high: z.number() }).describe('Similarities that 10, 50 and 90 % of the images do not reach.');

/** How a phrase that no bank lists scores, over a stream's past and its baseline. */
export const phraseAnswerSchema = z.object({
  text: z.string(),
  unknown_words: z.array(z.string()).describe('Words that the text encoder does not know; they say nothing.'),
  images: z.object({ baseline: z.int(), recent: z.int() }),
  ks: z.number(),
  direction: z.enum(['rose', 'fell']),
  share: z.number(),
  p_value: z.number(),
  density: z.object({ edges: z.array(z.number()), baseline: z.array(z.number()), window: z.array(z.number()) }),
  ecdf: z.object({ at: z.array(z.number()), baseline: z.array(z.number()), window: z.array(z.number()) }),
  past: z.array(spreadSchema.extend({ from: z.number(), to: z.number(), images: z.int() })).describe('The same phrase over the stored past, oldest first, in parts of as many images each; empty while there are few.'),
  usual: spreadSchema.describe('The same of the baseline.'),
  vector: z.string().nullable().describe('The direction that examples made, for a bank: base64 of little-endian binary16. Null for the phrase alone.'),
  nearest: z.array(z.object({ concept: z.string(), text: z.string(), cosine: z.number() })).describe('Concepts of the bank that mean the same most.'),
  highest: z.array(exemplarSchema),
  lowest: z.array(exemplarSchema),
});
export type PhraseAnswer = z.infer<typeof phraseAnswerSchema>;
