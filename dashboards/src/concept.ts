import type { DashboardSpec } from './dashboard';
import { ours, rate } from './promql';

const CHOSEN = 'stream="$stream", concept="$concept"';
const page = [{ title: 'Images before and after, in the web app', url: '${webapp}/streams/${stream}/concepts/${concept}' }];

/** One concept of one stream, next to what it is judged by. */
export const concept: DashboardSpec = {
  name: 'concept',
  title: 'ConceptWatch / Concept',
  description: 'One concept of one stream: how far it moved, how sure that is, and since when. Images and distributions are in the web app.',
  variables: ['stream', 'concept'],
  rows: [
    {
      title: '$concept in $stream',
      panels: [
        { kind: 'stat', title: 'In alarm', description: '1 while the concept is in alarm.', unit: 'none', width: 6, thresholds: { critical: 1 }, links: page, queries: [[`max(${ours('conceptwatch_drift_active', CHOSEN)})`, 'in alarm']] },
        { kind: 'stat', title: 'Distance D', description: 'Two-sample Kolmogorov–Smirnov distance between window and baseline (0–1).', unit: 'none', width: 6, min: 0, max: 1, links: page, queries: [[`max(${ours('conceptwatch_ks_distance', CHOSEN)})`, 'D']] },
        { kind: 'stat', title: 'Share of images that moved', description: 'Negative when the concept fell.', unit: 'percentunit', width: 6, links: page, queries: [[`max(${ours('conceptwatch_drift_share_ratio', CHOSEN)})`, 'share']] },
        { kind: 'stat', title: 'Evidence, in thresholds', description: 'At 1 a lone concept alarms; with many changed at once less is enough.', unit: 'none', width: 6, thresholds: { critical: 1 }, links: page, queries: [[`max(${ours('conceptwatch_drift_evidence', CHOSEN)}) / max(${ours('conceptwatch_drift_evidence_threshold', 'stream="$stream"')})`, 'evidence']] },
      ],
    },
    {
      title: 'Over time',
      panels: [
        { kind: 'timeseries', title: 'Distance D', description: 'How much changed. It is absent while the window holds too few images, never 0.', unit: 'none', width: 12, min: 0, max: 1, links: page, queries: [[`max by (instance) (${ours('conceptwatch_ks_distance', CHOSEN)})`, '{{instance}}']] },
        { kind: 'timeseries', title: 'Share of images that moved', description: 'Past a quantile of the baseline; negative when the concept fell.', unit: 'percentunit', width: 12, min: -1, max: 1, links: page, queries: [[`max by (instance) (${ours('conceptwatch_drift_share_ratio', CHOSEN)})`, '{{instance}}']] },
        { kind: 'timeseries', title: 'Evidence and its threshold', description: 'Mixture e-SR evidence against "nothing changed". It grows by factors: read it on its logarithm (base 10).', unit: 'none', width: 12, queries: [[`log10(max(${ours('conceptwatch_drift_evidence', CHOSEN)}))`, 'evidence'], [`log10(max(${ours('conceptwatch_drift_evidence_threshold', 'stream="$stream"')}))`, 'threshold']] },
        { kind: 'timeseries', title: 'Alarm', description: '1 while the concept is in alarm, and the images per second beside it: an alarm needs images to come and to go.', unit: 'none', width: 12, min: 0, links: page, queries: [[`max(${ours('conceptwatch_drift_active', CHOSEN)})`, 'in alarm'], [rate('conceptwatch_images_tracked_total', '', 'stream="$stream"'), 'images per second']] },
      ],
    },
  ],
};
