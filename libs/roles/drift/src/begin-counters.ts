import type { MetricSink } from '@conceptwatch/ports';
import { driftMetrics } from './drift.metrics';

/** A counter that appears with its first count has no increase: alerts would miss what happened first. */
export function beginCounters(metrics: MetricSink, stream: string): void {
  metrics.increment(driftMetrics.switches, { stream }, 0);
  for (const reason of ['duplicate', 'other-scale']) metrics.increment(driftMetrics.duplicates, { stream, reason }, 0);
}
