import { type DashboardSpec, LINKS } from './dashboard';
import { ours, quantile, rate, share } from './promql';
import { THRESHOLDS } from './thresholds';

const RECEIVED = rate('conceptwatch_images_total', 'stream', 'outcome="received"');

/** First page of whoever is on call: is something wrong, and where. */
export const overview: DashboardSpec = {
  name: 'overview',
  title: 'ConceptWatch / Overview',
  description: 'Is something wrong, and where: alarms, images, what waits, what was refused. Click a row or a line to see the stream or the concept.',
  rows: [
    {
      title: 'Is something wrong?',
      panels: [
        { kind: 'stat', title: 'Concepts in alarm', description: 'Concepts whose distribution has changed, over all streams.', unit: 'none', width: 4, thresholds: { critical: 1 }, queries: [[`sum(max by (stream, concept) (${ours('conceptwatch_drift_active')}))`, 'in alarm']] },
        { kind: 'stat', title: 'Alerts firing', description: 'Alerts of Prometheus about conceptwatch that fire now.', unit: 'none', width: 4, thresholds: { warning: 1 }, noValue: '0', queries: [['count(ALERTS{alertname=~"ConceptWatch.+", alertstate="firing"}) or vector(0)', 'firing']] },
        { kind: 'stat', title: 'Processes up', description: 'Processes that answer Prometheus.', unit: 'none', width: 4, queries: [['sum(up{job=~"$job", instance=~"$instance"})', 'up']] },
        { kind: 'stat', title: 'Images per second', description: 'Images whose scores have reached the drift state.', unit: 'ops', width: 4, queries: [[rate('conceptwatch_images_tracked_total'), 'images']] },
        { kind: 'stat', title: 'Longest wait', description: 'Age of the oldest record that waits for any role.', unit: 's', width: 4, thresholds: THRESHOLDS.lagSeconds, queries: [[`max(${ours('conceptwatch_lag_seconds')})`, 'waiting']] },
        { kind: 'stat', title: 'Refused', description: 'Share of the received images that were refused.', unit: 'percentunit', width: 4, thresholds: THRESHOLDS.refusedRatio, queries: [[share(`(${rate('conceptwatch_images_total', '', 'outcome="refused"')} or vector(0))`, rate('conceptwatch_images_total', '', 'outcome="received"')), 'refused']] },
      ],
    },
    {
      title: 'What has changed',
      panels: [
        { kind: 'table', title: 'Concepts in alarm, with their distance', description: 'D is the largest gap between the two cumulative distributions: how much changed, from 0 to 1. Empty when nothing is in alarm.', unit: 'none', width: 12, min: 0, max: 1, noValue: 'Nothing is in alarm', links: [LINKS.stream, LINKS.concept, LINKS.page], queries: [[`max by (stream, concept) (${ours('conceptwatch_ks_distance')}) and max by (stream, concept) (${ours('conceptwatch_drift_active')}) == 1`, '{{stream}} {{concept}}']] },
        { kind: 'timeseries', title: 'Concepts in alarm', description: 'By stream.', unit: 'none', width: 12, min: 0, links: [LINKS.streamOfSeries], queries: [[`sum by (stream) (max by (stream, concept) (${ours('conceptwatch_drift_active')}))`, '{{stream}}']] },
      ],
    },
    {
      title: 'Flow',
      panels: [
        { kind: 'timeseries', title: 'Images received', description: 'Per second, by stream.', unit: 'ops', width: 8, min: 0, links: [LINKS.streamOfSeries], queries: [[RECEIVED, '{{stream}}']] },
        { kind: 'timeseries', title: 'Waiting', description: 'Age of the oldest record that waits, by role.', unit: 's', width: 8, min: 0, thresholds: THRESHOLDS.lagSeconds, queries: [[`max by (role) (${ours('conceptwatch_lag_seconds')})`, '{{role}}']] },
        { kind: 'timeseries', title: 'From receipt to verdict', description: '50th and 99th percentile of the time from receipt of an image to its scores being tracked.', unit: 's', width: 8, min: 0, thresholds: THRESHOLDS.endToEndSeconds, queries: [[quantile(0.5, 'conceptwatch_end_to_end_duration_seconds'), '50 %'], [quantile(0.99, 'conceptwatch_end_to_end_duration_seconds'), '99 %']] },
        { kind: 'timeseries', title: 'Events', description: 'Onsets and recoveries per minute.', unit: 'none', width: 8, min: 0, queries: [[`60 * ${rate('conceptwatch_drift_events_total', 'kind')}`, '{{kind}}']] },
        { kind: 'timeseries', title: 'Refused, by stream', description: 'Share of the received images; absent while none was refused.', unit: 'percentunit', width: 8, min: 0, max: 1, thresholds: THRESHOLDS.refusedRatio, noValue: 'None was refused', queries: [[share(rate('conceptwatch_images_total', 'stream', 'outcome="refused"'), RECEIVED), '{{stream}}']] },
        { kind: 'table', title: 'Versions', description: 'Which version runs where.', unit: 'none', width: 8, queries: [[`count by (job, version, node) (${ours('conceptwatch_build_info')})`, '{{version}}']] },
      ],
    },
  ],
};
