import type { MetricSpec } from '@conceptwatch/ports';

/** Metrics of the role admin. */
export const adminMetrics = {
  jobs: { name: 'conceptwatch_jobs_total', kind: 'counter', help: 'Jobs that ended, by kind and outcome (done, failed).', labels: ['kind', 'outcome'] },
  jobsRunning: { name: 'conceptwatch_jobs_running', kind: 'gauge', help: 'Jobs that this process runs now.' },
  muted: { name: 'conceptwatch_concept_muted', kind: 'gauge', help: '1 while nobody is notified of a concept, because somebody muted it; absent otherwise.', labels: ['stream', 'concept'] },
} as const satisfies Record<string, MetricSpec>;
