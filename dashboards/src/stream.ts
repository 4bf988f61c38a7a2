import { type DashboardSpec, LINKS } from './dashboard';
import { ours, quantile, rate } from './promql';
import { THRESHOLDS } from './thresholds';

const OF_STREAM = 'stream="$stream"';
const perConcept = (metric: string): string => `max by (concept) (${ours(metric, OF_STREAM)})`;
const toConcept = [LINKS.conceptOfSeries, LINKS.pageOfSeries];

/** One stream: which concepts moved, and whether the numbers can be trusted. */
export const stream: DashboardSpec = {
  name: 'stream',
  title: 'ConceptWatch / Stream',
  description: 'One stream: which concepts moved, since when, and whether the numbers can be trusted.',
  variables: ['stream'],
  rows: [
    {
      title: '$stream now',
      panels: [
        { kind: 'stat', title: 'Concepts in alarm', description: 'Concepts of this stream whose distribution has changed.', unit: 'none', width: 4, thresholds: { critical: 1 }, queries: [[`sum(${perConcept('conceptwatch_drift_active')})`, 'in alarm']] },
        { kind: 'stat', title: 'Images per second', description: 'Images whose scores have reached the drift state.', unit: 'ops', width: 4, queries: [[rate('conceptwatch_images_tracked_total', '', OF_STREAM), 'images']] },
        { kind: 'stat', title: 'Window filled', description: 'Images in the rolling window divided by its size. Distances are absent until the window holds enough.', unit: 'percentunit', width: 4, queries: [[`min(${ours('conceptwatch_window_fill_ratio', OF_STREAM)})`, 'filled']] },
        { kind: 'stat', title: 'Baseline images', description: 'Images in the reference sample.', unit: 'short', width: 4, queries: [[`max(${ours('conceptwatch_baseline_images', OF_STREAM)})`, 'images']] },
        { kind: 'stat', title: 'Since the newest image', description: 'Time since the event time of the newest tracked image.', unit: 's', width: 4, thresholds: THRESHOLDS.silenceSeconds, queries: [[`time() - max(${ours('conceptwatch_last_image_timestamp_seconds', OF_STREAM)})`, 'since']] },
        { kind: 'stat', title: 'Baseline status', description: 'ok, small, too-small, missing or mismatch (made with another model or bank).', unit: 'none', showsName: true, width: 4, queries: [[`max by (status) (${ours('conceptwatch_baseline_status', OF_STREAM)}) == 1`, '{{status}}']] },
      ],
    },
    {
      title: 'Concepts',
      panels: [
        { kind: 'timeseries', title: 'Distance D, largest ten', description: 'Two-sample Kolmogorov–Smirnov distance between the window and the baseline: how much changed. D alone is no alarm.', unit: 'none', width: 12, min: 0, max: 1, links: toConcept, queries: [[`topk(10, ${perConcept('conceptwatch_ks_distance')})`, '{{concept}}']] },
        { kind: 'timeseries', title: 'Share of images that moved, largest ten', description: 'Share that moved past a quantile of the baseline; negative when the concept fell.', unit: 'percentunit', width: 12, min: -1, max: 1, links: toConcept, queries: [[`topk(10, ${perConcept('conceptwatch_drift_share_ratio')})`, '{{concept}}']] },
        { kind: 'timeseries', title: 'Evidence, in thresholds', description: 'Evidence against "nothing changed", divided by the evidence at which a lone concept alarms. With many concepts changed at once each needs less.', unit: 'none', width: 12, min: 0, thresholds: { critical: 1 }, links: toConcept, queries: [[`topk(10, ${perConcept('conceptwatch_drift_evidence')} / scalar(max(${ours('conceptwatch_drift_evidence_threshold', OF_STREAM)})))`, '{{concept}}']] },
        { kind: 'table', title: 'In alarm', description: 'Concepts in alarm; empty when there is none.', unit: 'none', width: 12, noValue: 'Nothing is in alarm', links: [LINKS.concept, LINKS.page], queries: [[`max by (stream, concept) (${ours('conceptwatch_drift_active', OF_STREAM)}) == 1`, '{{concept}}']] },
      ],
    },
    {
      title: 'Can the alarms be trusted?',
      panels: [
        { kind: 'stat', title: 'Promise certified', description: '1 while the promise about false alarms holds as far as the images tell; 0 when they depend on their neighbours.', unit: 'none', width: 4, queries: [[`min(${ours('conceptwatch_promise_certified', OF_STREAM)})`, 'certified']] },
        { kind: 'stat', title: 'Every so many-th image counts', description: 'Thinning: how far apart the images of a source are that count as evidence.', unit: 'none', width: 4, queries: [[`max(${ours('conceptwatch_thin_factor', OF_STREAM)})`, 'thinning']] },
        { kind: 'stat', title: 'Smallest provable change', description: 'Smallest change of a share of images that the baseline can prove. A larger baseline proves smaller ones.', unit: 'percentunit', width: 4, queries: [[`max(${ours('conceptwatch_smallest_provable_effect_ratio', OF_STREAM)})`, 'provable']] },
        { kind: 'timeseries', title: 'Rank autocorrelation, largest ten', description: 'Of neighbouring images of a source that count as evidence. Above the threshold images depend on each other; absent while too few have come.', unit: 'none', width: 12, thresholds: THRESHOLDS.autocorrelation, noValue: 'Too few images yet', queries: [[`topk(10, max by (source, concept) (${ours('conceptwatch_rank_autocorrelation', OF_STREAM)}))`, '{{source}}: {{concept}}']] },
      ],
    },
    {
      title: 'Flow',
      panels: [
        { kind: 'timeseries', title: 'Images by outcome', description: 'Per second.', unit: 'ops', width: 8, min: 0, queries: [[rate('conceptwatch_images_total', 'outcome', OF_STREAM), '{{outcome}}'], [rate('conceptwatch_images_scored_total', '', OF_STREAM), 'scored'], [rate('conceptwatch_images_tracked_total', '', OF_STREAM), 'tracked']] },
        { kind: 'timeseries', title: 'From receipt to verdict', description: 'Percentiles of the time from receipt of an image to its scores being tracked.', unit: 's', width: 8, min: 0, thresholds: THRESHOLDS.endToEndSeconds, queries: [[quantile(0.5, 'conceptwatch_end_to_end_duration_seconds', '', OF_STREAM), '50 %'], [quantile(0.99, 'conceptwatch_end_to_end_duration_seconds', '', OF_STREAM), '99 %']] },
        { kind: 'timeseries', title: 'Left out', description: 'Images per second that were embedded but not scored, or scored but not tracked, by reason. Duplicates are left out on purpose.', unit: 'ops', width: 8, min: 0, noValue: 'None was left out', queries: [[rate('conceptwatch_images_unscored_total', 'reason', OF_STREAM), 'not scored: {{reason}}'], [rate('conceptwatch_score_records_skipped_total', 'reason', OF_STREAM), 'not tracked: {{reason}}']] },
      ],
    },
  ],
};
