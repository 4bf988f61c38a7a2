import type { RecordingRule } from './alert';

/** What alerts and people ask for often. */
export const RECORDING_RULES: readonly RecordingRule[] = [
  { record: 'stream_concept:conceptwatch_drift_active:max', expr: 'max by (stream, concept) (conceptwatch_drift_active) unless on (stream, concept) conceptwatch_concept_muted == 1' },
  { record: 'stream:conceptwatch_images_received:rate10m', expr: 'sum by (stream) (rate(conceptwatch_images_total{outcome="received"}[10m]))' },
  { record: 'stream:conceptwatch_images_refused:rate10m', expr: 'sum by (stream) (rate(conceptwatch_images_total{outcome="refused"}[10m]))' },
  { record: 'stream:conceptwatch_images_embedded:rate10m', expr: 'sum by (stream) (rate(conceptwatch_images_total{outcome="embedded"}[10m]))' },
  // A rebalance or a restart delivers again on purpose: duplicates are not lost.
  {
    record: 'stream:conceptwatch_images_lost:rate10m',
    expr: 'sum by (stream) (label_replace(rate(conceptwatch_images_unscored_total[10m]), "step", "score", "", "") or label_replace(rate(conceptwatch_score_records_skipped_total{reason!="duplicate"}[10m]), "step", "track", "", ""))',
  },
  { record: 'stage:conceptwatch_dead_letters:rate10m', expr: 'sum by (stage) (rate(conceptwatch_dead_letters_total[10m]))' },
  { record: 'role:conceptwatch_lag_seconds:max', expr: 'max by (role) (conceptwatch_lag_seconds)' },
  { record: 'stream:conceptwatch_end_to_end_duration_seconds:p99_rate10m', expr: 'histogram_quantile(0.99, sum by (stream, le) (rate(conceptwatch_end_to_end_duration_seconds_bucket[10m])))' },
];
