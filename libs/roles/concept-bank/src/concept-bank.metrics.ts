import type { MetricSpec } from '@conceptwatch/ports';

/** Metrics of the concept-bank role. */
export const conceptBankMetrics = {
  scored: {
    name: 'conceptwatch_images_scored_total',
    kind: 'counter',
    help: 'Images scored against their stream\'s concept bank.',
    labels: ['stream'],
  },
  unscored: {
    name: 'conceptwatch_images_unscored_total',
    kind: 'counter',
    help: 'Embeddings that could not be scored, by reason (unknown-stream, other-model).',
    labels: ['stream', 'reason'],
  },
  scoreSeconds: {
    name: 'conceptwatch_score_duration_seconds',
    kind: 'histogram',
    help: 'Time to score one micro-batch of embeddings against the bank.',
    buckets: [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1],
  },
  bank: {
    name: 'conceptwatch_bank_concepts',
    kind: 'gauge',
    help: 'Concepts of the bank in use, by stream and bank.',
    labels: ['stream', 'bank'],
  },
} as const satisfies Record<string, MetricSpec>;
