import type { DashboardSpec } from './dashboard';
import { ours, quantile, rate } from './promql';
import { THRESHOLDS } from './thresholds';

const perInstance = (metric: string): string => `max by (job, instance) (${ours(metric)})`;

/** The golden signals of the pipeline, and the processes under it. */
export const pipeline: DashboardSpec = {
  name: 'pipeline',
  title: 'ConceptWatch / Pipeline',
  description: 'Golden signals of the pipeline stage by stage (traffic, errors, duration, saturation), and of the processes that run it.',
  rows: [
    {
      title: 'Traffic and errors',
      panels: [
        { kind: 'timeseries', title: 'Images by step', description: 'Per second: received, refused, embedded, scored, tracked. In steady state they are equal.', unit: 'ops', width: 8, min: 0, queries: [[rate('conceptwatch_images_total', 'outcome'), '{{outcome}}'], [rate('conceptwatch_images_scored_total'), 'scored'], [rate('conceptwatch_images_tracked_total'), 'tracked']] },
        { kind: 'timeseries', title: 'Refused, by reason', description: 'Images per second that were refused at the door or became dead letters.', unit: 'ops', width: 8, min: 0, noValue: 'None was refused', queries: [[rate('conceptwatch_images_refused_total', 'reason'), '{{reason}}']] },
        { kind: 'timeseries', title: 'Dead letters', description: 'Images and records per second that could not be processed, by stage and reason. Originals are kept; conceptwatch redrive sends them again.', unit: 'ops', width: 8, min: 0, noValue: 'There are none', queries: [[rate('conceptwatch_dead_letters_total', 'stage, reason'), '{{stage}}: {{reason}}']] },
        { kind: 'timeseries', title: 'Batches that come again', description: 'Batches per second that could not be handled: the log, the database or a model is unwell. Nothing is lost.', unit: 'ops', width: 8, min: 0, noValue: 'None', queries: [[rate('conceptwatch_log_batch_failures_total', 'group, topic'), '{{group}}: {{topic}}']] },
        { kind: 'timeseries', title: 'Notifications', description: 'Notifications about drift events that conceptwatch posts itself, per minute by outcome. What is undelivered is tried again.', unit: 'none', width: 8, min: 0, noValue: 'None was sent', queries: [[`60 * ${rate('conceptwatch_notifications_total', 'outcome')}`, '{{outcome}}']] },
        { kind: 'timeseries', title: 'Left out, by reason', description: 'Embedded but not scored, or scored but not tracked, per second.', unit: 'ops', width: 8, min: 0, noValue: 'None was left out', queries: [[rate('conceptwatch_images_unscored_total', 'reason'), 'not scored: {{reason}}'], [rate('conceptwatch_score_records_skipped_total', 'reason'), 'not tracked: {{reason}}']] },
      ],
    },
    {
      title: 'Duration',
      panels: [
        { kind: 'timeseries', title: 'Stages, 99th percentile', description: 'Time that one micro-batch spends in a stage.', unit: 's', width: 8, min: 0, queries: [[quantile(0.99, 'conceptwatch_stage_duration_seconds', 'stage'), '{{stage}}'], [quantile(0.99, 'conceptwatch_score_duration_seconds'), 'score'], [quantile(0.99, 'conceptwatch_track_duration_seconds'), 'track']] },
        { kind: 'timeseries', title: 'Seconds of work per second', description: 'How busy each stage is: at 1 one worker does nothing else.', unit: 'percentunit', width: 8, min: 0, queries: [[rate('conceptwatch_stage_duration_seconds_sum', 'stage'), '{{stage}}'], [rate('conceptwatch_score_duration_seconds_sum'), 'score'], [rate('conceptwatch_track_duration_seconds_sum'), 'track']] },
        { kind: 'timeseries', title: 'From receipt to verdict', description: 'Percentiles of the time from receipt of an image to its scores being tracked.', unit: 's', width: 8, min: 0, thresholds: THRESHOLDS.endToEndSeconds, queries: [[quantile(0.5, 'conceptwatch_end_to_end_duration_seconds'), '50 %'], [quantile(0.99, 'conceptwatch_end_to_end_duration_seconds'), '99 %']] },
      ],
    },
    {
      title: 'Requests',
      panels: [
        { kind: 'timeseries', title: 'Requests, by status', description: 'Answered per second, by class of the status. 4xx: the sender; 5xx: the service.', unit: 'ops', width: 8, min: 0, queries: [[rate('conceptwatch_http_requests_total', 'status'), '{{status}}']] },
        { kind: 'timeseries', title: 'Requests, by route', description: 'Answered per second.', unit: 'ops', width: 8, min: 0, queries: [[rate('conceptwatch_http_requests_total', 'method, route'), '{{method}} {{route}}']] },
        { kind: 'timeseries', title: 'Until answered, 99th percentile', description: 'By method; without live streams.', unit: 's', width: 8, min: 0, queries: [[quantile(0.99, 'conceptwatch_http_request_duration_seconds', 'method'), '{{method}}']] },
      ],
    },
    {
      title: 'Saturation',
      panels: [
        { kind: 'timeseries', title: 'Waiting records', description: 'Records that wait in a topic for a role: the queue before it.', unit: 'short', width: 8, min: 0, queries: [[`sum by (role) (max by (role, instance) (${ours('conceptwatch_lag_images')}))`, '{{role}}']] },
        { kind: 'timeseries', title: 'Age of the oldest waiting record', description: 'By role; 0 when nothing waits.', unit: 's', width: 8, min: 0, thresholds: THRESHOLDS.lagSeconds, queries: [[`max by (role) (${ours('conceptwatch_lag_seconds')})`, '{{role}}']] },
        { kind: 'timeseries', title: 'Batch size and work in flight', description: 'Mean images per inference, and images read from the inbox whose embeddings are not durable yet. Full batches mean that the encoder limits.', unit: 'short', width: 8, min: 0, queries: [[`${rate('conceptwatch_batch_size_images_sum')} / ${rate('conceptwatch_batch_size_images_count')}`, 'images per batch'], [`sum(${ours('conceptwatch_ingest_in_flight_images')})`, 'in flight']] },
      ],
    },
    {
      title: 'Jobs',
      panels: [
        { kind: 'timeseries', title: 'Jobs that run and wait', description: 'Comparisons, searches, evaluations and the like that people have started. More wait than run for long: raise admin.jobsAtOnce, or start another process of the role admin.', unit: 'none', width: 12, min: 0, queries: [[`sum by (instance) (${ours('conceptwatch_jobs_running')})`, 'run at {{instance}}'], [`max(${ours('conceptwatch_jobs_waiting')})`, 'wait']] },
        { kind: 'timeseries', title: 'Jobs that ended', description: 'Per minute, by outcome.', unit: 'none', width: 12, min: 0, noValue: 'None has ended', queries: [[`60 * ${rate('conceptwatch_jobs_total', 'kind, outcome')}`, '{{kind}}: {{outcome}}']] },
      ],
    },
    {
      title: 'Processes',
      panels: [
        { kind: 'timeseries', title: 'CPU', description: 'Cores in use.', unit: 'none', width: 8, min: 0, queries: [[rate('process_cpu_seconds_total', 'job, instance'), '{{job}} {{instance}}']] },
        { kind: 'timeseries', title: 'Memory', description: 'Resident memory.', unit: 'bytes', width: 8, min: 0, queries: [[perInstance('process_resident_memory_bytes'), '{{job}} {{instance}}']] },
        { kind: 'timeseries', title: 'Delay of the event loop', description: '99th percentile. A blocked loop delays heartbeats and HTTP.', unit: 's', width: 8, min: 0, thresholds: THRESHOLDS.eventLoopSeconds, queries: [[perInstance('nodejs_eventloop_lag_p99_seconds'), '{{job}} {{instance}}']] },
        { kind: 'timeseries', title: 'Heap in use', description: 'JavaScript heap.', unit: 'bytes', width: 8, min: 0, queries: [[perInstance('nodejs_heap_size_used_bytes'), '{{job}} {{instance}}']] },
        { kind: 'timeseries', title: 'Open file descriptors', description: 'As a share of those allowed.', unit: 'percentunit', width: 8, min: 0, max: 1, thresholds: THRESHOLDS.openFilesRatio, queries: [[`${perInstance('process_open_fds')} / ${perInstance('process_max_fds')}`, '{{job}} {{instance}}']] },
        { kind: 'timeseries', title: 'Up time', description: 'Time since the process started.', unit: 's', width: 8, min: 0, queries: [[`time() - ${perInstance('process_start_time_seconds')}`, '{{job}} {{instance}}']] },
        { kind: 'timeseries', title: 'Garbage collection', description: 'Share of the time spent on it.', unit: 'percentunit', width: 8, min: 0, queries: [[rate('nodejs_gc_duration_seconds_sum', 'job, instance'), '{{job}} {{instance}}']] },
        { kind: 'timeseries', title: 'Series that were dropped', description: 'Updates per second of metrics that did not fit under observability.seriesMax, by metric.', unit: 'ops', width: 8, min: 0, noValue: 'None was dropped', queries: [[rate('conceptwatch_series_dropped_total', 'metric'), '{{metric}}']] },
        { kind: 'timeseries', title: 'Failed collectors', description: 'Collectors per second that failed during a scrape; what they fill may be stale.', unit: 'ops', width: 8, min: 0, noValue: 'None failed', queries: [[rate('conceptwatch_scrape_collector_errors_total', 'job, instance'), '{{job}} {{instance}}']] },
      ],
    },
  ],
};
