import type { MetricSpec } from '@conceptwatch/ports';

/** What goes through the log between the roles, as this process sees it. */
export const logMetrics = {
  published: { name: 'conceptwatch_log_records_published_total', kind: 'counter', help: 'Records that this process made durable, by topic.', labels: ['topic'] },
  consumed: { name: 'conceptwatch_log_records_consumed_total', kind: 'counter', help: 'Records that this process has handled, by group and topic.', labels: ['group', 'topic'] },
  failures: { name: 'conceptwatch_log_batch_failures_total', kind: 'counter', help: 'Batches that could not be handled and come again, by group and topic.', labels: ['group', 'topic'] },
  publishSeconds: {
    name: 'conceptwatch_log_publish_duration_seconds',
    kind: 'histogram',
    help: 'Time until published records are durable, by topic.',
    labels: ['topic'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
  },
  deadLetters: { name: 'conceptwatch_dead_letters_total', kind: 'counter', help: 'Images and records that could not be processed, by stage and reason; originals are kept in dead-letters.v1.', labels: ['stage', 'reason'] },
} as const satisfies Record<string, MetricSpec>;
