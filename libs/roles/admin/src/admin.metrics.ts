import type { MetricSpec } from '@conceptwatch/ports';

/** Metrics of the role admin. */
export const adminMetrics = {
  jobs: { name: 'conceptwatch_jobs_total', kind: 'counter', help: 'Jobs that ended, by kind and outcome (done, failed).', labels: ['kind', 'outcome'] },
  jobsRunning: { name: 'conceptwatch_jobs_running', kind: 'gauge', help: 'Jobs that this process runs now.' },
  jobsWaiting: { name: 'conceptwatch_jobs_waiting', kind: 'gauge', help: 'Jobs that wait for a process to take them. Every process of the role admin says the same: take the largest, not the sum.' },
  muted: { name: 'conceptwatch_concept_muted', kind: 'gauge', help: '1 while nobody is notified of a concept, because somebody muted it; absent otherwise.', labels: ['stream', 'concept'] },
} as const satisfies Record<string, MetricSpec>;
