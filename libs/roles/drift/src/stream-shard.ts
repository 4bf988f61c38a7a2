import { BankBaseline, judgeBaseline, rankAutocorrelation, type ScoredImage, ShardMonitor, thinningFactor, TOLERATED_AUTOCORRELATION, type Transition } from '@conceptwatch/core/drift';
import type { StreamDefinition } from '@conceptwatch/contracts';
import type { ScoredBaseline } from './baseline-library';
import { Rate, RecentImages } from './recent-images';
import type { StreamState } from './checkpoint-codec';
import { Trend } from './trend';

/** What a stream is measured with: the same for all its shards. */
export interface Yardstick {
  definition: StreamDefinition;
  baseline: ScoredBaseline;
  /** Undefined when the baseline is too small to promise anything. */
  bank: BankBaseline | undefined;
  verdict: ReturnType<typeof judgeBaseline>;
  /** Whether the baseline's own sequence is independent enough for the promise to hold. */
  certified: boolean;
  note: string;
}

const LONGEST_SAMPLE = 4000;

/** Prepares a stream's yardstick. O(n·K log n): done once per baseline and bank. */
export function yardstickOf(definition: StreamDefinition, baseline: ScoredBaseline): Yardstick {
  const concepts = baseline.bank.concepts.length;
  const verdict = judgeBaseline(baseline.definition.images, concepts);
  const bank = verdict.status === 'too-small' ? undefined : new BankBaseline(baseline.sequences);
  return { definition, baseline, bank, verdict, ...certify(baseline.sequences) };
}

/** The promise needs images that do not depend on their neighbours; the baseline's own sequence tells. */
function certify(sequences: readonly Float32Array[]): { certified: boolean; note: string } {
  const checked = sequences.filter((_, k) => k % Math.ceil(sequences.length / 24) === 0).map((sequence) => sequence.subarray(0, LONGEST_SAMPLE));
  if (checked.some((sequence) => sequence.length < 100)) return { certified: false, note: 'Not certified: the baseline is too short to tell whether its images depend on each other.' };
  const noise = 3.5 / Math.sqrt(checked[0].length);
  const worst = Math.max(...checked.map((sequence) => Math.abs(rankAutocorrelation(sequence, 1))));
  if (worst <= TOLERATED_AUTOCORRELATION + noise) return { certified: true, note: 'Certified: neighbouring images of the baseline do not depend on each other.' };
  const step = thinningFactor(checked[0]);
  const advice = step ? `sending every ${step}th image would mend it` : 'send images further apart in time';
  return { certified: false, note: `Not certified: neighbouring images depend on each other (rank autocorrelation ${worst.toFixed(2)}); ${advice}.` };
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
function settingsOf({ definition, baseline }: Yardstick) {
  const n = baseline.definition.images;
  const w = definition.window;
  return { window: w, budget: definition.imagesBetweenFalseAlarms, effectFloor: Math.max(0.05, 1.95 * Math.sqrt((n + w) / (n * w))) };
}
