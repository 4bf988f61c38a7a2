import { THRESHOLDS } from '../../../dashboards/src/thresholds';
import type { Alert } from './alert';

const JOBS = 'job=~"conceptwatch.*"';
const STREAM = { dashboard: '/d/conceptwatch-stream?var-stream={{ $labels.stream }}', page: '/streams/{{ $labels.stream }}' };
const PIPELINE = { dashboard: '/d/conceptwatch-pipeline' };
const DISTANCE = '{{ with printf "max(conceptwatch_ks_distance{stream=%q, concept=%q})" $labels.stream $labels.concept | query }} D = {{ . | first | value | printf "%.2f" }} (0: as in the baseline, 1: wholly different).{{ end }}';

/** What the images say. */
export const DRIFT_ALERTS: readonly Alert[] = [
  {
    name: 'ConceptWatchDrift',
    expr: 'stream_concept:conceptwatch_drift_active:max == 1',
    for: '30s',
    // While a stream goes to another process (a session of Kafka and a rebalance) nobody shows its concepts.
    keepFiringFor: '2m',
    severity: 'warning',
    summary: 'The images of a stream have changed.',
    description: `"{{ $labels.concept }}" is distributed otherwise than in the baseline of stream {{ $labels.stream }}.${DISTANCE}`,
    dashboard: '/d/conceptwatch-concept?var-stream={{ $labels.stream }}&var-concept={{ $labels.concept }}',
    page: '/streams/{{ $labels.stream }}/concepts/{{ $labels.concept }}',
  },
  {
    name: 'ConceptWatchBaselineUnusable',
    expr: 'max by (stream, status) (conceptwatch_baseline_status{status=~"missing|mismatch|too-small"}) == 1',
    for: '5m',
    severity: 'warning',
    summary: 'A stream is not watched, because its baseline cannot be used.',
    description: 'Baseline of stream {{ $labels.stream }}: {{ $labels.status }}. No distance is computed and no alarm can come.',
    ...STREAM,
  },
  {
    name: 'ConceptWatchPromiseBroken',
    expr: 'min by (stream) (conceptwatch_promise_certified) == 0',
    for: '30m',
    severity: 'info',
    summary: 'False alarms of a stream may come more often than promised.',
    description: 'Images of stream {{ $labels.stream }} depend on their neighbours; its alarms are not certified.',
    ...STREAM,
  },
];

/** What becomes of images on their way. */
export const FLOW_ALERTS: readonly Alert[] = [
  {
    name: 'ConceptWatchStreamSilent',
    expr: `time() - max by (stream) (conceptwatch_last_image_timestamp_seconds) > ${THRESHOLDS.silenceSeconds.warning}`,
    for: '5m',
    severity: 'warning',
    summary: 'No new images come from a stream.',
    description: 'The newest image of stream {{ $labels.stream }} is {{ $value | humanizeDuration }} old.',
    ...STREAM,
  },
  {
    name: 'ConceptWatchImagesRefused',
    expr: `stream:conceptwatch_images_refused:rate10m / (stream:conceptwatch_images_received:rate10m > 0) > ${THRESHOLDS.refusedRatio.warning}`,
    for: '10m',
    severity: 'warning',
    summary: 'Many images of a stream are refused.',
    description: '{{ $value | humanizePercentage }} of the images of stream {{ $labels.stream }} were refused in the last 10 minutes.',
    ...STREAM,
    page: '/streams/{{ $labels.stream }}/refused',
  },
  {
    name: 'ConceptWatchImagesLeftOut',
    expr: `stream:conceptwatch_images_lost:rate10m / (stream:conceptwatch_images_embedded:rate10m > 0) > ${THRESHOLDS.lostRatio.warning}`,
    for: '10m',
    severity: 'warning',
    summary: 'Images are embedded, but do not reach the drift state.',
    description: '{{ $value | humanizePercentage }} of the embedded images of stream {{ $labels.stream }} could not be scored or tracked in the last 10 minutes.',
    ...STREAM,
  },
  {
    name: 'ConceptWatchDeadLetters',
    expr: `stage:conceptwatch_dead_letters:rate10m / on () group_left () (sum(stream:conceptwatch_images_received:rate10m) > 0) > ${THRESHOLDS.deadLetterRatio.warning}`,
    for: '10m',
    severity: 'warning',
    summary: 'Many images or records cannot be processed.',
    description: '{{ $value | humanizePercentage }} of what was received in the last 10 minutes failed in the stage {{ $labels.stage }}; the originals are kept.',
    ...PIPELINE,
  },
  {
    name: 'ConceptWatchBatchesFail',
    expr: 'sum by (group, topic) (increase(conceptwatch_log_batch_failures_total[5m])) > 2',
    for: '5m',
    severity: 'warning',
    summary: 'A role fails at the same work again and again.',
    description: '{{ $labels.group }} could not handle batches of {{ $labels.topic }}: {{ $value | humanize }} failures in 5 minutes.',
    dashboard: '/d/conceptwatch-kafka',
  },
  {
    name: 'ConceptWatchLag',
    expr: `role:conceptwatch_lag_seconds:max > ${THRESHOLDS.lagSeconds.warning}`,
    for: '5m',
    severity: 'warning',
    summary: 'A role does not keep up.',
    description: 'The oldest record that waits for {{ $labels.role }} is {{ $value | humanizeDuration }} old.',
    dashboard: '/d/conceptwatch-kafka',
  },
  {
    name: 'ConceptWatchLagCritical',
    expr: `role:conceptwatch_lag_seconds:max > ${THRESHOLDS.lagSeconds.critical}`,
    for: '5m',
    severity: 'critical',
    summary: 'A role is far behind: alarms come late.',
    description: 'The oldest record that waits for {{ $labels.role }} is {{ $value | humanizeDuration }} old.',
    dashboard: '/d/conceptwatch-kafka',
  },
  {
    name: 'ConceptWatchSlow',
    expr: `stream:conceptwatch_end_to_end_duration_seconds:p99_rate10m > ${THRESHOLDS.endToEndSeconds.warning}`,
    for: '15m',
    severity: 'warning',
    summary: 'Images take long from receipt to verdict.',
    description: '99 % of the images of stream {{ $labels.stream }} take up to {{ $value | humanizeDuration }}.',
    ...PIPELINE,
  },
  {
    name: 'ConceptWatchRequestsFail',
    expr: `sum by (job) (rate(conceptwatch_http_requests_total{status="5xx"}[10m])) / (sum by (job) (rate(conceptwatch_http_requests_total[10m])) > 0) > ${THRESHOLDS.httpErrorRatio.warning}`,
    for: '10m',
    severity: 'warning',
    summary: 'The API fails on many requests.',
    description: '{{ $value | humanizePercentage }} of the requests to {{ $labels.job }} failed in the last 10 minutes; senders are asked to come again.',
    ...PIPELINE,
  },
];

/** What becomes of notifications that conceptwatch sends itself. */
export const NOTIFICATION_ALERTS: readonly Alert[] = [
  {
    name: 'ConceptWatchNotificationsFail',
    expr: 'sum by (job, outcome) (increase(conceptwatch_notifications_total{outcome=~"undelivered|refused"}[10m])) > 0',
    for: '2m',
    severity: 'warning',
    summary: 'Notifications about drift do not arrive.',
    description: 'Notifications of {{ $labels.job }} in the last 10 minutes: {{ $value | humanize }} {{ $labels.outcome }}.',
    ...PIPELINE,
  },
];

/** What the processes say of themselves. */
export const PROCESS_ALERTS: readonly Alert[] = [
  {
    name: 'ConceptWatchDown',
    expr: `up{${JOBS}} == 0`,
    for: '2m',
    severity: 'critical',
    summary: 'A process of conceptwatch does not answer Prometheus.',
    description: '{{ $labels.job }} at {{ $labels.instance }} has not answered for 2 minutes.',
    ...PIPELINE,
  },
  {
    name: 'ConceptWatchAbsent',
    expr: 'absent(conceptwatch_build_info)',
    for: '5m',
    severity: 'critical',
    summary: 'Prometheus knows of no process of conceptwatch.',
    description: 'No process of conceptwatch is scraped: nothing is watched, or the scrape configuration is wrong.',
    ...PIPELINE,
  },
  {
    name: 'ConceptWatchRestarting',
    expr: `changes(process_start_time_seconds{${JOBS}}[15m]) >= ${THRESHOLDS.restarts.warning}`,
    for: '1m',
    severity: 'warning',
    summary: 'A process of conceptwatch starts again and again.',
    description: '{{ $labels.job }} at {{ $labels.instance }} has started {{ $value }} times in 15 minutes.',
    ...PIPELINE,
  },
  {
    name: 'ConceptWatchEventLoopBlocked',
    expr: `nodejs_eventloop_lag_p99_seconds{${JOBS}} > ${THRESHOLDS.eventLoopSeconds.warning}`,
    for: '5m',
    severity: 'warning',
    summary: 'A process of conceptwatch is too busy to answer.',
    description: 'The event loop of {{ $labels.job }} at {{ $labels.instance }} is {{ $value | humanizeDuration }} late (99th percentile).',
    ...PIPELINE,
  },
  {
    name: 'ConceptWatchOpenFiles',
    expr: `process_open_fds{${JOBS}} / process_max_fds > ${THRESHOLDS.openFilesRatio.warning}`,
    for: '10m',
    severity: 'warning',
    summary: 'A process of conceptwatch runs out of file descriptors.',
    description: '{{ $labels.job }} at {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its file descriptors.',
    ...PIPELINE,
  },
  {
    name: 'ConceptWatchSeriesDropped',
    expr: 'sum by (job, metric) (increase(conceptwatch_series_dropped_total[15m])) > 0',
    for: '5m',
    severity: 'warning',
    summary: 'Metrics are incomplete: more series than allowed.',
    description: '{{ $labels.job }} does not show all of {{ $labels.metric }}: observability.seriesMax is reached.',
    ...PIPELINE,
  },
  {
    name: 'ConceptWatchCollectorFailed',
    expr: 'sum by (job, instance) (increase(conceptwatch_scrape_collector_errors_total[15m])) > 0',
    for: '5m',
    severity: 'warning',
    summary: 'Some metrics are not brought up to date.',
    description: 'A collector of {{ $labels.job }} at {{ $labels.instance }} failed {{ $value | humanize }} times in 15 minutes; gauges may be stale.',
    ...PIPELINE,
  },
  {
    name: 'ConceptWatchVersionsDiffer',
    expr: 'count(count by (version) (conceptwatch_build_info)) > 1',
    for: '1h',
    severity: 'info',
    summary: 'Different versions of conceptwatch run side by side.',
    description: '{{ $value }} versions have run for an hour: a roll-out is stuck.',
    ...PIPELINE,
  },
  {
    name: 'ConceptWatchAlignerFails',
    // An aligner that came without a report is only compared with the worst that could be said: R² of 0 is that of the mean.
    expr: 'conceptwatch_aligner_cosine_ratio - conceptwatch_aligner_live_cosine_ratio > 0.1 or conceptwatch_aligner_r2_ratio - conceptwatch_aligner_live_r2_ratio > 0.2 or conceptwatch_aligner_live_r2_ratio < 0',
    for: '30m',
    severity: 'warning',
    summary: 'The aligner does not fit what arrives.',
    description: 'Of the aligner "{{ $labels.aligner }}": on the newest images the aligned embeddings are further from those of the target model than the aligner\'s report says, so the words for them mean less.',
    dashboard: '/d/conceptwatch-aligners',
  },
  {
    name: 'ConceptWatchModelsDiffer',
    expr: 'count(count by (space) (conceptwatch_encoder_info)) > 1',
    for: '30m',
    severity: 'warning',
    summary: 'Different models write embeddings side by side.',
    description: '{{ $value }} embedding spaces have been in use for 30 minutes; those that differ from the bank are left out.',
    dashboard: '/d/conceptwatch-aligners',
  },
];

/** What becomes of jobs that people start. */
export const JOB_ALERTS: readonly Alert[] = [
  {
    name: 'ConceptWatchJobsFail',
    expr: 'sum by (kind) (increase(conceptwatch_jobs_total{outcome="failed"}[30m])) > 2',
    for: '1m',
    severity: 'info',
    summary: 'Jobs that people started fail.',
    description: '{{ $value | humanize }} jobs failed in 30 minutes ({{ $labels.kind }}).',
    ...PIPELINE,
  },
];

/** What the role admin sees of the brokers. */
export const KAFKA_ALERTS: readonly Alert[] = [
  {
    name: 'ConceptWatchKafkaUnderReplicated',
    expr: 'max by (topic) (conceptwatch_kafka_under_replicated_partitions) > 0',
    for: '10m',
    severity: 'warning',
    summary: 'Kafka keeps fewer copies of a topic than it should.',
    description: '{{ $value }} partitions of {{ $labels.topic }} have fewer replicas in sync than they should have.',
    dashboard: '/d/conceptwatch-kafka',
  },
  {
    name: 'ConceptWatchKafkaUnreachable',
    expr: 'max(conceptwatch_kafka_up) == 0',
    for: '5m',
    severity: 'critical',
    summary: 'Kafka does not answer.',
    description: 'No broker has answered the role admin for 5 minutes: nothing is processed, and images are refused.',
    dashboard: '/d/conceptwatch-kafka',
  },
];
