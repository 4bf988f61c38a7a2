import type { MetricSpec } from '@conceptwatch/ports';

/** What waits before each role: the queue depth of the pipeline. */
export const lagMetrics = {
  images: {
    name: 'conceptwatch_lag_images',
    kind: 'gauge',
    help: 'Records that wait in a topic for a role (ingest, concept-bank, drift).',
    labels: ['role'],
  },
  seconds: {
    name: 'conceptwatch_lag_seconds',
    kind: 'gauge',
    help: 'Age of the oldest record that waits for a role; 0 when nothing waits.',
    labels: ['role'],
  },
} as const satisfies Record<string, MetricSpec>;
