import type { MetricSpec } from '@conceptwatch/ports';

/** Metrics of the notifications about drift events. */
export const notifyMetrics = {
  notifications: {
    name: 'conceptwatch_notifications_total',
    kind: 'counter',
    help: 'Notifications about drift events by outcome (delivered, undelivered: tried again later, refused, too-old, muted).',
    labels: ['outcome'],
  },
} as const satisfies Record<string, MetricSpec>;
