import type { MetricSpec } from '@conceptwatch/ports';

/** Metrics of the drift role. A value that is not known is absent, never 0. */
export const driftMetrics = {
  tracked: { name: 'conceptwatch_images_tracked_total', kind: 'counter', help: 'Images whose scores are in the drift state.', labels: ['stream'] },
  duplicates: { name: 'conceptwatch_score_records_skipped_total', kind: 'counter', help: 'Score records not counted, by reason (duplicate, unknown-stream, other-scale, malformed, unknown-segment).', labels: ['stream', 'reason'] },
  switches: { name: 'conceptwatch_scale_switches_total', kind: 'counter', help: 'Times that a shard of a stream went over to scores of another encoder, aligner, bank or baseline.', labels: ['stream'] },
  distance: { name: 'conceptwatch_ks_distance', kind: 'gauge', help: 'Two-sample Kolmogorov–Smirnov distance D between the window and the baseline.', labels: ['stream', 'concept'] },
  share: { name: 'conceptwatch_drift_share_ratio', kind: 'gauge', help: 'Share of images that moved past a baseline quantile (0–1), signed: negative when the concept fell.', labels: ['stream', 'concept'] },
  evidence: { name: 'conceptwatch_drift_evidence', kind: 'gauge', help: 'Evidence (mixture e-SR) against "nothing changed"; compare with conceptwatch_drift_evidence_threshold.', labels: ['stream', 'concept'] },
  threshold: { name: 'conceptwatch_drift_evidence_threshold', kind: 'gauge', help: 'Evidence at which a lone concept alarms.', labels: ['stream'] },
  active: { name: 'conceptwatch_drift_active', kind: 'gauge', help: '1 while a concept is in alarm, else 0.', labels: ['stream', 'concept'] },
  events: { name: 'conceptwatch_drift_events_total', kind: 'counter', help: 'Drift events by kind (onset, recovery, acknowledged).', labels: ['stream', 'kind'] },
  windowFill: { name: 'conceptwatch_window_fill_ratio', kind: 'gauge', help: 'Images in the window divided by its size (0–1).', labels: ['stream'] },
  baselineStatus: { name: 'conceptwatch_baseline_status', kind: 'gauge', help: '1 for the status that holds (ok, small, too-small, missing, mismatch).', labels: ['stream', 'status'] },
  baselineImages: { name: 'conceptwatch_baseline_images', kind: 'gauge', help: 'Images in the baseline.', labels: ['stream'] },
  smallestEffect: { name: 'conceptwatch_smallest_provable_effect_ratio', kind: 'gauge', help: 'Smallest change of a share of images (0–1) that the baseline can prove.', labels: ['stream'] },
  thinFactor: { name: 'conceptwatch_thin_factor', kind: 'gauge', help: 'Evidence counts every so many-th image of each source, so that images which depend on their neighbours are not counted as independent.', labels: ['stream'] },
  autocorrelation: { name: 'conceptwatch_rank_autocorrelation', kind: 'gauge', help: 'Rank autocorrelation (−1 to 1) of neighbouring images of a source that count as evidence; above 0.05 the promise does not hold.', labels: ['stream', 'source', 'concept'] },
  certified: { name: 'conceptwatch_promise_certified', kind: 'gauge', help: '1 while the false-alarm promise holds as far as the images tell, else 0.', labels: ['stream'] },
  lastImage: { name: 'conceptwatch_last_image_timestamp_seconds', kind: 'gauge', help: 'Event time of the newest tracked image.', labels: ['stream'] },
  trackSeconds: { name: 'conceptwatch_track_duration_seconds', kind: 'histogram', help: 'Time to track one micro-batch of score records.', buckets: [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1] },
  endToEndSeconds: { name: 'conceptwatch_end_to_end_duration_seconds', kind: 'histogram', help: 'From receipt of an image to its scores being tracked.', labels: ['stream'], buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600] },
} as const satisfies Record<string, MetricSpec>;
