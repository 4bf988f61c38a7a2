import { type Dependence, type MonitorSettings, type ScoredImage, ShardMonitor, type Transition } from '@conceptwatch/core/drift';
import { Rate, RecentImages } from './recent-images';
import type { StreamState } from './checkpoint-codec';
import { Trend } from './trend';
import type { Yardstick } from './yardstick';

export { type Yardstick, yardstickOf } from './yardstick';

/** How much neighbouring images of a source tell of each other, for one concept. */
export interface SourceDependence extends Dependence {
  source: string;
  concept: string;
}

/** One stream's share of one shard: the monitor and what people want to see beside it. */
export class StreamShard {
  readonly monitor: ShardMonitor | undefined;
  readonly recent = new RecentImages();
  readonly rate = new Rate();
  trend: Trend;
  images: number;
  lastImageAt: number;

  constructor(
    readonly yardstick: Yardstick,
    trendMs: number,
    state?: StreamState,
  ) {
    const settings = settingsOf(yardstick);
    const { bank } = yardstick;
    this.monitor = bank && (state?.monitor.length ? ShardMonitor.fromState(state.monitor, bank, settings) : new ShardMonitor(bank, settings));
    this.trend = new Trend(yardstick.baseline.bank.concepts.length, trendMs);
    this.images = state?.images ?? 0;
    this.lastImageAt = state?.lastImageAt ?? 0;
  }

  /** @param scores images × concepts */
  track(images: readonly (ScoredImage & { source: string; receivedAt: number })[], scores: Float32Array): Transition[] {
    const transitions = this.monitor?.update(images, scores) ?? [];
    const concepts = scores.length / images.length;
    images.forEach((image, i) => {
      this.recent.add({ imageId: image.imageId, source: image.source, capturedAt: image.at, scores: scores.slice(i * concepts, (i + 1) * concepts) });
      this.rate.add(image.receivedAt);
    });
    this.images += images.length;
    this.lastImageAt = Math.max(this.lastImageAt, images[images.length - 1].at);
    return transitions;
  }

  /** Whether the promise holds for a concept: by the baseline, and by the images that have come. */
  isCertified(concept: number): boolean {
    const { monitor, yardstick } = this;
    return yardstick.certified && monitor !== undefined && monitor.dependence.sources.every((source) => monitor.dependence.of(source, concept)?.isTolerated ?? true);
  }

  /** Rank autocorrelation of the images that count as evidence, per source and concept, where enough have come. */
  dependence(): SourceDependence[] {
    const { monitor, yardstick } = this;
    if (!monitor) return [];
    return monitor.dependence.sources.flatMap((source) =>
      yardstick.baseline.bank.concepts.flatMap(({ slug }, k) => {
        const found = monitor.dependence.of(source, k);
        return found ? [{ source, concept: slug, ...found }] : [];
      }),
    );
  }

  /** Adds a point to the trend when one is due. */
  remember(minimumWindow: number): void {
    const { monitor } = this;
    if (!monitor || !this.trend.isDue(this.lastImageAt)) return;
    const snapshots = monitor.baseline.concepts.map((_, k) => monitor.snapshot(k));
    const distance = Float32Array.from(snapshots, ({ rolling }) => (rolling.count >= Math.min(minimumWindow, monitor.settings.window) ? rolling.distance : NaN));
    this.trend.add(this.lastImageAt, distance, Float32Array.from(snapshots, ({ evidence }) => Math.min(evidence, 3e38)));
  }

  toState(stream: string): StreamState {
    return {
      stream,
      scaleDigest: this.yardstick.baseline.scaleDigest,
      baselineId: this.yardstick.definition.baselineId,
      images: this.images,
      lastImageAt: this.lastImageAt,
      monitor: this.monitor?.toState() ?? new Uint8Array(),
    };
  }
}

/** The floor of an effect: what two samples of these sizes differ by in one case of a thousand, at least. */
function settingsOf({ definition, baseline, thinning }: Yardstick): MonitorSettings {
  const n = baseline.definition.images;
  const w = definition.window;
  const effectFloor = Math.max(0.05, 1.95 * Math.sqrt((n + w) / (n * w)));
  return { window: w, budget: definition.imagesBetweenFalseAlarms, mode: definition.mode, thinning: thinning.every, effectFloor };
}
