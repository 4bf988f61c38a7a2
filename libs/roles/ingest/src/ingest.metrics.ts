import type { MetricSpec } from '@conceptwatch/ports';

/** Metrics of the ingest role. Outcomes: received, refused, embedded, failed. */
export const ingestMetrics = {
  images: {
    name: 'conceptwatch_images_total',
    kind: 'counter',
    help: 'Images by stream and outcome (received, refused, embedded).',
    labels: ['stream', 'outcome'],
  },
  refused: {
    name: 'conceptwatch_images_refused_total',
    kind: 'counter',
    help: 'Refused images by reason.',
    labels: ['reason'],
  },
  stageSeconds: {
    name: 'conceptwatch_stage_duration_seconds',
    kind: 'histogram',
    help: 'Time that one micro-batch spends in a pipeline stage (decode, embed, score, track).',
    labels: ['stage'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  batchSize: {
    name: 'conceptwatch_batch_size_images',
    kind: 'histogram',
    help: 'Images per micro-batch given to the encoder.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
  },
  inFlight: {
    name: 'conceptwatch_ingest_in_flight_images',
    kind: 'gauge',
    help: 'Images read from the inbox whose embeddings are not durable yet.',
  },
  alignerR2: {
    name: 'conceptwatch_aligner_live_r2_ratio',
    kind: 'gauge',
    help: 'R² of the aligner on the newest images that the target model embedded too (256 at most); absent below 32, and where the encoder is the target model.',
    labels: ['aligner'],
  },
  alignerCosine: {
    name: 'conceptwatch_aligner_live_cosine_ratio',
    kind: 'gauge',
    help: 'Mean cosine between aligned embeddings and those of the target model, of the same images.',
    labels: ['aligner'],
  },
  alignerChecks: {
    name: 'conceptwatch_aligner_checked_images_total',
    kind: 'counter',
    help: 'Images chosen for the check of the aligner by outcome: checked, skipped (the check before was not done yet), failed.',
    labels: ['outcome'],
  },
  encoder: {
    name: 'conceptwatch_encoder_info',
    kind: 'gauge',
    help: 'Constant 1; the labels name the encoder and aligner in use.',
    labels: ['encoder', 'aligner', 'space'],
  },
} as const satisfies Record<string, MetricSpec>;
