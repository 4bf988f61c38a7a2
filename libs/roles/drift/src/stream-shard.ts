import { segmentOf } from '@conceptwatch/contracts';
import { type Dependence, type MonitorSettings, type ScoredImage, SegmentedMonitor, type ShardMonitor, type Transition } from '@conceptwatch/core/drift';
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

/** An image as it comes to a shard. */
export interface ShardImage extends ScoredImage {
  source: string;
  receivedAt: number;
  /** What the sender said. */
  segment?: string;
}

/** One stream's share of one shard: the monitor and what people want to see beside it. */
export class StreamShard {
  /** Undefined when the baseline is too small to promise anything. */
  private readonly monitors: SegmentedMonitor | undefined;
  /** Images since the start that belong to no segment of the baseline: they are compared with nothing. */
  unknownSegments = 0;
  /** Images of other models or another bank since the last one that was compared. */
  passedOver = 0;
  readonly recent = new RecentImages();
  readonly rate = new Rate();
  trend: Trend;
  /** Scales that this shard has gone over from: what still comes of them is late. */
  left: ReadonlySet<string> = new Set();
  images: number;
  lastImageAt: number;

  constructor(
    readonly yardstick: Yardstick,
    trendMs: number,
    state?: StreamState,
  ) {
    const settings = settingsOf(yardstick);
    const { banks } = yardstick;
    if (banks.size > 0) this.monitors = state?.monitor.length ? SegmentedMonitor.fromState(state.monitor, banks, settings) : new SegmentedMonitor(banks, settings);
    this.trend = new Trend(yardstick.baseline.bank.concepts.length, trendMs);
    this.images = state?.images ?? 0;
    this.lastImageAt = state?.lastImageAt ?? 0;
  }

  /** The segment of the newest image; '' without segments. */
  get segment(): string {
    return this.monitors?.current ?? '';
  }

  /** The monitor of the segment of the newest image: what is shown is like compared with like. */
  get monitor(): ShardMonitor | undefined {
    return this.monitorOf(this.segment);
  }

  monitorOf(segment: string): ShardMonitor | undefined {
    return this.monitors?.of(segment);
  }

  /** The monitor that has a concept in alarm: of the current segment before others. */
  inAlarm(concept: number): ShardMonitor | undefined {
    return this.monitors?.inAlarm(concept);
  }

  /** @param scores images × concepts */
  track(images: readonly ShardImage[], scores: Float32Array): (Transition & { segment: string })[] {
    this.passedOver = 0;
    const { segments } = this.yardstick.definition;
    const { transitions, unknown } = this.monitors?.update(images.map((image) => ({ ...image, segment: segmentOf(segments, image) })), scores) ?? { transitions: [], unknown: 0 };
    this.unknownSegments += unknown;
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
    const { yardstick } = this;
    return yardstick.certified && this.all().length > 0 && this.all().every(({ dependence }) => dependence.sources.every((source) => dependence.of(source, concept)?.isTolerated ?? true));
  }

  /** Rank autocorrelation of the images that count as evidence, per source and concept, where enough have come. */
  dependence(): SourceDependence[] {
    const { concepts } = this.yardstick.baseline.bank;
    return this.all().flatMap(({ dependence }) =>
      dependence.sources.flatMap((source) =>
        concepts.flatMap(({ slug }, k) => {
          const found = dependence.of(source, k);
          return found ? [{ source, concept: slug, ...found }] : [];
        }),
      ),
    );
  }

  private all(): ShardMonitor[] {
    const { monitors } = this;
    return monitors?.segments.flatMap((segment) => monitors.of(segment) ?? []) ?? [];
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
      monitor: this.monitors?.toState() ?? new Uint8Array(),
    };
  }
}

/** The floor of an effect: what two samples of these sizes differ by in one case of a thousand, at least. */
function settingsOf({ definition, baseline, banks, thinning }: Yardstick): MonitorSettings {
  const n = Math.min(baseline.definition.images, ...[...banks.values()].map(({ images }) => images));
  const w = definition.window;
  const effectFloor = Math.max(0.05, 1.95 * Math.sqrt((n + w) / (n * w)));
  return { window: w, budget: definition.imagesBetweenFalseAlarms, mode: definition.mode, thinning: thinning.every, effectFloor };
}
