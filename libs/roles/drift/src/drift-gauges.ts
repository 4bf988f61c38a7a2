import type { ConceptView, MetricSink, MetricSpec, StreamView } from '@conceptwatch/ports';
import type { DriftView } from './drift-view';
import { driftMetrics } from './drift.metrics';

const STATUSES = ['ok', 'small', 'too-small', 'missing', 'mismatch'] as const;

/** How a concept stands against the baseline; forgotten where nothing is compared. */
export const CONCEPT_GAUGES: readonly MetricSpec[] = [driftMetrics.distance, driftMetrics.share, driftMetrics.evidence, driftMetrics.active];
const STREAM_GAUGES: readonly MetricSpec[] = [
  ...CONCEPT_GAUGES,
  ...[driftMetrics.windowFill, driftMetrics.baselineImages, driftMetrics.baselineStatus, driftMetrics.threshold, driftMetrics.thinFactor, driftMetrics.certified, driftMetrics.smallestEffect, driftMetrics.autocorrelation, driftMetrics.lastImage],
];

/**
 * The gauges of the streams that this process works on. A stream that went to another process, and a value that is no
 * longer known, is absent: an old one would go on beside the new one, and an alarm would never resolve.
 */
export class DriftGauges {
  private shown: readonly string[] = [];

  constructor(
    private readonly view: Pick<DriftView, 'streams' | 'dependence'>,
    private readonly metrics: MetricSink,
  ) {}

  /** O(streams × concepts); at each scrape. */
  publish(): void {
    const streams = this.view.streams();
    const names = streams.map(({ stream }) => stream);
    for (const gone of this.shown.filter((name) => !names.includes(name))) for (const spec of STREAM_GAUGES) this.metrics.remove(spec, { stream: gone });
    this.shown = names;
    for (const stream of streams) this.publishStream(stream);
  }

  private publishStream({ stream, window, baseline, threshold, promise, lastImageAt, concepts }: StreamView): void {
    const labels = { stream };
    this.metrics.set(driftMetrics.windowFill, window.count / window.size, labels);
    this.metrics.set(driftMetrics.baselineImages, baseline.images, labels);
    this.metrics.set(driftMetrics.threshold, threshold, labels);
    this.metrics.set(driftMetrics.thinFactor, promise.thinning.every, labels);
    this.metrics.set(driftMetrics.certified, promise.certified ? 1 : 0, labels);
    this.setKnown(driftMetrics.smallestEffect, baseline.smallestProvableEffect, labels);
    this.setKnown(driftMetrics.lastImage, lastImageAt === null ? null : lastImageAt / 1000, labels);
    for (const status of STATUSES) this.metrics.set(driftMetrics.baselineStatus, status === baseline.status ? 1 : 0, { ...labels, status });
    for (const { source, concept, autocorrelation } of this.view.dependence(stream)) this.metrics.set(driftMetrics.autocorrelation, autocorrelation, { ...labels, source, concept });
    const isCompared = baseline.status === 'ok' || baseline.status === 'small';
    for (const concept of concepts) this.publishConcept(concept, isCompared, { stream, concept: concept.slug });
  }

  /** An alarm stands while nothing is compared; that there is none cannot be said then. */
  private publishConcept({ distance, share, direction, evidence, active }: ConceptView, isCompared: boolean, labels: { stream: string; concept: string }): void {
    this.setKnown(driftMetrics.distance, isCompared ? distance : null, labels);
    this.setKnown(driftMetrics.share, isCompared && share !== null ? (direction === 'fell' ? -share : share) : null, labels);
    this.setKnown(driftMetrics.evidence, isCompared ? evidence : null, labels);
    this.setKnown(driftMetrics.active, active ? 1 : isCompared ? 0 : null, labels);
  }

  private setKnown(spec: MetricSpec, value: number | null, labels: Record<string, string>): void {
    if (value === null) this.metrics.remove(spec, labels);
    else this.metrics.set(spec, value, labels);
  }
}
