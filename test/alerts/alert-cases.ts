/** A series as promtool writes it: one value each 15 seconds, `a+bxn` for n more in steps of b, `_` for none. */
export type Series = readonly [name: string, values: string];

/** What makes an alert fire by `at`, with which labels; and what looks like it but must not. */
export interface AlertCase {
  at: string;
  fires: readonly Series[];
  labels?: Record<string, string>;
  /** Each is a case of its own. */
  silent: readonly (readonly Series[])[];
}

const tracked = (images: string): Series => ['conceptwatch_images_total{stream="yard",outcome="embedded",job="conceptwatch",instance="a"}', images];
const received = (images: string): Series => ['conceptwatch_images_total{stream="yard",outcome="received",job="conceptwatch",instance="a"}', images];
const refused = (images: string): Series => ['conceptwatch_images_total{stream="yard",outcome="refused",job="conceptwatch",instance="a"}', images];
const active = (values: string): Series => ['conceptwatch_drift_active{stream="yard",concept="snow",job="conceptwatch",instance="a"}', values];
const lag = (values: string): Series => ['conceptwatch_lag_seconds{role="drift",job="conceptwatch",instance="a"}', values];
const build = (version: string, values: string): Series => [`conceptwatch_build_info{version="${version}",node="20.20.2",job="conceptwatch",instance="${version}"}`, values];
const encoder = (space: string, values: string): Series => [`conceptwatch_encoder_info{encoder="e",aligner="a",space="${space}",job="conceptwatch",instance="${space}"}`, values];
const slow = (le: string, values: string): Series => [`conceptwatch_end_to_end_duration_seconds_bucket{stream="yard",le="${le}",job="conceptwatch",instance="a"}`, values];
const answered = (status: string, values: string): Series => [`conceptwatch_http_requests_total{method="POST",route="/api/v1/streams/:stream/images",status="${status}",job="conceptwatch",instance="a"}`, values];
const alignerFigure = (figure: string, values: string): Series => [`conceptwatch_aligner_${figure}_ratio{aligner="default",job="conceptwatch",instance="a"}`, values];
const STREAM = { stream: 'yard' };
const PROCESS = { job: 'conceptwatch', instance: 'a' };
const ofProcess = (metric: string, values: string): Series => [`${metric}{job="conceptwatch",instance="a"}`, values];

export const ALERT_CASES: Readonly<Record<string, AlertCase>> = {
  ConceptWatchDrift: { at: '2m', fires: [active('0 1x20')], labels: { ...STREAM, concept: 'snow' }, silent: [[active('0x20')], [active('0 0 0 0 0 0 0 1 0x20')]] },
  ConceptWatchBaselineUnusable: {
    at: '8m',
    fires: [['conceptwatch_baseline_status{stream="yard",status="mismatch",job="conceptwatch",instance="a"}', '1x40']],
    labels: { ...STREAM, status: 'mismatch' },
    silent: [[['conceptwatch_baseline_status{stream="yard",status="small",job="conceptwatch",instance="a"}', '1x40']], [['conceptwatch_baseline_status{stream="yard",status="missing",job="conceptwatch",instance="a"}', '0x40']]],
  },
  ConceptWatchStreamSilent: {
    at: '25m',
    fires: [['conceptwatch_last_image_timestamp_seconds{stream="yard",job="conceptwatch",instance="a"}', '0x120']],
    labels: STREAM,
    silent: [[['conceptwatch_last_image_timestamp_seconds{stream="yard",job="conceptwatch",instance="a"}', '0+15x120']]],
  },
  ConceptWatchImagesRefused: { at: '25m', fires: [received('0+100x120'), refused('0+10x120')], labels: STREAM, silent: [[received('0+100x120'), refused('0+4x120')], [received('0x120'), refused('0x120')]] },
  ConceptWatchImagesLeftOut: {
    at: '25m',
    fires: [
      tracked('0+100x120'),
      ['conceptwatch_images_unscored_total{stream="yard",reason="unknown-stream",job="conceptwatch",instance="a"}', '0+1x120'],
      ['conceptwatch_score_records_skipped_total{stream="yard",reason="unknown-stream",job="conceptwatch",instance="a"}', '0+1x120'],
    ],
    labels: STREAM,
    silent: [[tracked('0+100x120'), ['conceptwatch_score_records_skipped_total{stream="yard",reason="duplicate",job="conceptwatch",instance="a"}', '0+50x120']]],
  },
  ConceptWatchDeadLetters: {
    at: '25m',
    fires: [received('0+100x120'), ['conceptwatch_dead_letters_total{stage="decode",reason="truncated",job="conceptwatch",instance="a"}', '0+1x120'], ['conceptwatch_dead_letters_total{stage="decode",reason="too-large",job="conceptwatch",instance="a"}', '0+1x120']],
    labels: { stage: 'decode' },
    silent: [[received('0+100x120'), ['conceptwatch_dead_letters_total{stage="decode",reason="truncated",job="conceptwatch",instance="a"}', '7x120']], [received('0+1000x120'), ['conceptwatch_dead_letters_total{stage="decode",reason="truncated",job="conceptwatch",instance="a"}', '0+1x120']]],
  },
  ConceptWatchBatchesFail: {
    at: '12m',
    fires: [['conceptwatch_log_batch_failures_total{group="ingest",topic="images.v1",job="conceptwatch",instance="a"}', '0+1x60']],
    labels: { group: 'ingest', topic: 'images.v1' },
    silent: [[['conceptwatch_log_batch_failures_total{group="ingest",topic="images.v1",job="conceptwatch",instance="a"}', '0 0 1 1 2x60']]],
  },
  ConceptWatchPromiseBroken: {
    at: '35m',
    fires: [['conceptwatch_promise_certified{stream="yard",job="conceptwatch",instance="a"}', '0x150']],
    labels: STREAM,
    silent: [[['conceptwatch_promise_certified{stream="yard",job="conceptwatch",instance="a"}', '1x150']], [['conceptwatch_promise_certified{stream="yard",job="conceptwatch",instance="a"}', '0x20 1x150']]],
  },
  ConceptWatchJobsFail: {
    at: '12m',
    fires: [['conceptwatch_jobs_total{kind="compare",job="conceptwatch",outcome="failed",instance="a"}', '0+1x60']],
    labels: { kind: 'compare' },
    silent: [[['conceptwatch_jobs_total{kind="compare",job="conceptwatch",outcome="done",instance="a"}', '0+1x60']], [['conceptwatch_jobs_total{kind="compare",job="conceptwatch",outcome="failed",instance="a"}', '0 1x60']]],
  },
  ConceptWatchLag: { at: '8m', fires: [lag('61x40')], labels: { role: 'drift' }, silent: [[lag('59x40')], [lag('0 100 100 0x40')]] },
  ConceptWatchLagCritical: { at: '8m', fires: [lag('601x40')], labels: { role: 'drift' }, silent: [[lag('599x40')]] },
  ConceptWatchSlow: { at: '35m', fires: [slow('30', '0+90x160'), slow('300', '0+100x160'), slow('+Inf', '0+100x160')], labels: STREAM, silent: [[slow('30', '0+100x160'), slow('300', '0+100x160'), slow('+Inf', '0+100x160')]] },
  ConceptWatchNotificationsFail: {
    at: '15m',
    fires: [['conceptwatch_notifications_total{outcome="undelivered",job="conceptwatch",instance="a"}', '0+1x80']],
    labels: { job: 'conceptwatch', outcome: 'undelivered' },
    silent: [[['conceptwatch_notifications_total{outcome="delivered",job="conceptwatch",instance="a"}', '0+1x80']], [['conceptwatch_notifications_total{outcome="refused",job="conceptwatch",instance="a"}', '3x80']]],
  },
  ConceptWatchDown: { at: '4m', fires: [ofProcess('up', '1 0x20')], labels: PROCESS, silent: [[ofProcess('up', '1x20')], [ofProcess('up', '1 1 1 1 1 1 0 0 1x20')], [['up{job="something-else",instance="a"}', '0x20']]] },
  ConceptWatchAbsent: { at: '8m', fires: [build('1.0.0', '_x40')], silent: [[build('1.0.0', '1x40')]] },
  ConceptWatchRestarting: { at: '6m', fires: [ofProcess('process_start_time_seconds', '0 0 60 60 120 120 180x20')], labels: PROCESS, silent: [[ofProcess('process_start_time_seconds', '0x10 200x20')]] },
  ConceptWatchEventLoopBlocked: { at: '8m', fires: [ofProcess('nodejs_eventloop_lag_p99_seconds', '0.6x40')], labels: PROCESS, silent: [[ofProcess('nodejs_eventloop_lag_p99_seconds', '0.05x40')]] },
  ConceptWatchOpenFiles: { at: '12m', fires: [ofProcess('process_open_fds', '900x60'), ofProcess('process_max_fds', '1000x60')], labels: PROCESS, silent: [[ofProcess('process_open_fds', '100x60'), ofProcess('process_max_fds', '1000x60')]] },
  ConceptWatchSeriesDropped: {
    at: '10m',
    fires: [['conceptwatch_series_dropped_total{metric="conceptwatch_ks_distance",job="conceptwatch",instance="a"}', '0+1x60']],
    labels: { job: 'conceptwatch', metric: 'conceptwatch_ks_distance' },
    silent: [[['conceptwatch_series_dropped_total{metric="conceptwatch_ks_distance",job="conceptwatch",instance="a"}', '7x60']]],
  },
  ConceptWatchCollectorFailed: { at: '10m', fires: [ofProcess('conceptwatch_scrape_collector_errors_total', '0+1x60')], labels: PROCESS, silent: [[ofProcess('conceptwatch_scrape_collector_errors_total', '0x60')]] },
  ConceptWatchRequestsFail: {
    at: '25m',
    fires: [answered('2xx', '0+90x120'), answered('5xx', '0+10x120')],
    labels: { job: 'conceptwatch' },
    silent: [[answered('2xx', '0+90x120'), answered('4xx', '0+50x120'), answered('5xx', '0+1x120')], [answered('2xx', '0x120'), answered('5xx', '0x120')]],
  },
  ConceptWatchVersionsDiffer: { at: '65m', fires: [build('1.0.0', '1x300'), build('1.1.0', '1x300')], silent: [[build('1.0.0', '1x300')], [build('1.0.0', '1x100'), build('1.1.0', '_x60 1x300')]] },
  ConceptWatchAlignerFails: {
    at: '35m',
    fires: [alignerFigure('cosine', '0.83x150'), alignerFigure('live_cosine', '0.7x150')],
    labels: { aligner: 'default', ...PROCESS },
    silent: [
      [alignerFigure('cosine', '0.83x150'), alignerFigure('live_cosine', '0.75x150'), alignerFigure('r2', '0.7x150'), alignerFigure('live_r2', '0.52x150')],
      [alignerFigure('live_cosine', '0.3x150'), alignerFigure('live_r2', '0.1x150')],
      [alignerFigure('r2', '0.7x150'), alignerFigure('cosine', '0.83x150')],
    ],
  },
  ConceptWatchModelsDiffer: { at: '35m', fires: [encoder('3f', '1x150'), encoder('9a', '1x150')], silent: [[encoder('3f', '1x150')]] },
  ConceptWatchKafkaUnderReplicated: {
    at: '15m',
    fires: [['conceptwatch_kafka_under_replicated_partitions{topic="scores.v1",job="conceptwatch-admin",instance="a"}', '1x80']],
    labels: { topic: 'scores.v1' },
    silent: [[['conceptwatch_kafka_under_replicated_partitions{topic="scores.v1",job="conceptwatch-admin",instance="a"}', '0x80']], [['conceptwatch_kafka_under_replicated_partitions{topic="scores.v1",job="conceptwatch-admin",instance="a"}', '1x30 0x50']]],
  },
  // One admin that reaches the brokers is enough; where the log is embedded nobody reports.
  ConceptWatchKafkaUnreachable: { at: '8m', fires: [ofProcess('conceptwatch_kafka_up', '0x40')], silent: [[ofProcess('conceptwatch_kafka_up', '0x40'), ['conceptwatch_kafka_up{job="conceptwatch",instance="b"}', '1x40']], [ofProcess('up', '1x40')]] },
};
