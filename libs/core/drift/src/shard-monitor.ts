import type { BankBaseline } from './bank-baseline';
import { type Alarm, packAlarms, unpackAlarms } from './concept-alarm';
import { eBenjaminiHochberg } from './e-bh';
import { Evidence } from './evidence';
import { type RollingValue, RollingKolmogorovSmirnov } from './rolling-kolmogorov-smirnov';
import { packShard, unpackShard } from './shard-state';
import { uniformOf } from './tie-breaker';

export interface MonitorSettings {
  /** Images of the rolling window. */
  window: number;
  /** Evidence that stands for the promise: mean images between false alarms of the whole bank. */
  budget: number;
  /** D below which a changed concept counts as recovered. */
  effectFloor: number;
}

/** An image's identity for the monitor; scores travel beside it. */
export interface ScoredImage {
  imageId: string;
  /** Offset in the shard: ascending. */
  position: number;
  /** Event time, milliseconds. */
  at: number;
}

export interface Transition {
  kind: 'onset' | 'recovery';
  /** Index in the bank. */
  concept: number;
  direction: 'rose' | 'fell';
  position: number;
  at: number;
  sincePosition: number;
  since: number;
  distance: number;
  location: number;
  share: number;
  evidence: number;
}

export interface ConceptSnapshot {
  rolling: RollingValue;
  evidence: number;
  alarm: Alarm | undefined;
}

/** How often the recovery of an alarm is looked at, in images. */
const RECOVERY_STEP = 32;

/**
 * One shard of one stream: per concept the exact rolling KS distance and the e-SR evidence, over the bank e-BH, and
 * the life of an alarm: onset, latch, acknowledge, recovery, re-arm.
 *
 * Deterministic: the same images in the same order give the same state bit for bit, however they are batched.
 * O(cuts + log n) per concept and image beside the 2·cuts·4 factors; memory independent of the stream's length.
 */
export class ShardMonitor {
  private readonly rolling: RollingKolmogorovSmirnov[];
  private readonly evidence: Evidence[];
  private readonly alarms: (Alarm | undefined)[];
  private count = 0;

  constructor(
    readonly baseline: BankBaseline,
    readonly settings: MonitorSettings,
  ) {
    this.rolling = baseline.concepts.map(({ grid }) => new RollingKolmogorovSmirnov({ baseline: grid, window: settings.window }));
    this.evidence = baseline.concepts.map(() => new Evidence(baseline.alternatives));
    this.alarms = baseline.concepts.map(() => undefined);
  }

  /** Images seen since the monitor began. */
  get images(): number {
    return this.count;
  }

  /**
   * Counts a micro-batch.
   *
   * @param scores images × concepts, row-major @throws RangeError naming image and concept when a score is NaN
   * @returns what began or ended, in the order of the images
   */
  update(images: readonly ScoredImage[], scores: Float32Array | Float64Array): Transition[] {
    const K = this.rolling.length;
    if (scores.length !== images.length * K) throw new RangeError(`update requires ${images.length} × ${K} scores, got ${scores.length}`);
    refuseNaN(scores, images, K);
    const transitions: Transition[] = [];
    for (let from = 0; from < images.length; ) {
      const to = Math.min(images.length, from + RECOVERY_STEP - (this.count % RECOVERY_STEP));
      transitions.push(...this.updateSegment(images.slice(from, to), scores.subarray(from * K, to * K)));
      from = to;
    }
    return transitions;
  }

  snapshot(concept: number): ConceptSnapshot {
    return { rolling: this.rolling[concept].value(), evidence: this.evidence[concept].value(), alarm: this.alarms[concept] };
  }

  /** @returns false when the concept is not in alarm */
  acknowledge(concept: number): boolean {
    const alarm = this.alarms[concept];
    if (!alarm) return false;
    alarm.acknowledged = true;
    return true;
  }

  /** The window's counts per rank bucket of one concept, for plots and for merging shards. */
  windowCounts(concept: number): Int32Array {
    return this.rolling[concept].bucketCounts();
  }

  /** The rolling windows of one concept, to be merged over shards. */
  window(concept: number): RollingKolmogorovSmirnov {
    return this.rolling[concept];
  }

  /** Everything, versioned; `fromState` gives it back bit for bit. */
  toState(): Uint8Array {
    return packShard({
      images: this.count,
      window: this.settings.window,
      components: this.baseline.alternatives.components,
      evidence: this.evidence.map(({ state }) => state),
      windows: this.rolling.map((rolling) => rolling.toState()),
      alarms: packAlarms(this.alarms),
    });
  }

  /** @throws RangeError for another version, window, bank or baseline size: state is never silently reset */
  static fromState(bytes: Uint8Array, baseline: BankBaseline, settings: MonitorSettings): ShardMonitor {
    const state = unpackShard(bytes);
    const monitor = new ShardMonitor(baseline, settings);
    if (state.windows.length !== monitor.rolling.length) throw new RangeError(`the state has ${state.windows.length} concepts, the bank has ${monitor.rolling.length}`);
    if (state.window !== settings.window) throw new RangeError(`the state has a window of ${state.window} images, the stream's is ${settings.window}`);
    state.windows.forEach((buckets, k) => {
      monitor.rolling[k] = RollingKolmogorovSmirnov.fromState(buckets, baseline.concepts[k].grid, settings.window);
      monitor.evidence[k] = new Evidence(baseline.alternatives, state.evidence[k]);
    });
    unpackAlarms(state.alarms).forEach((alarm, k) => (monitor.alarms[k] = alarm));
    monitor.count = state.images;
    return monitor;
  }

  /** Concept by concept, so that a concept's state stays in cache; what depends on the whole bank comes between. */
  private updateSegment(images: readonly ScoredImage[], scores: Float32Array | Float64Array): Transition[] {
    const K = this.rolling.length;
    const segment: Segment = { images, scores, ties: images.map(({ imageId }) => uniformOf(imageId)), mixtures: new Float64Array(images.length * K), winners: new Map() };
    for (let k = 0; k < K; k++) this.weigh(k, segment);
    const onsets = this.decide(segment);
    const transitions: (Transition | undefined)[] = new Array(onsets.length);
    for (let k = 0; k < K; k++) this.roll(k, segment, onsets, transitions);
    this.count += images.length;
    const begun = transitions.filter((transition) => transition !== undefined);
    return this.count % RECOVERY_STEP === 0 ? [...begun, ...this.recover(images[images.length - 1])] : begun;
  }

  private weigh(k: number, { images, ties, scores, mixtures, winners }: Segment): void {
    const K = this.rolling.length;
    const concept = this.baseline.concepts[k];
    const evidence = this.evidence[k];
    for (let i = 0; i < images.length; i++) {
      const mixture = evidence.update(concept.cutsPassed(scores[i * K + k], ties[i]), images[i].position, images[i].at);
      mixtures[i * K + k] = mixture;
      if (mixture >= this.settings.budget && !this.alarms[k]) winners.set(i * K + k, evidence.winner());
    }
  }

  /** e-BH at every image; a flagged concept is latched. @returns the onsets in order */
  private decide({ images, mixtures, winners }: Segment): Onset[] {
    const K = this.rolling.length;
    const onsets: Onset[] = [];
    if (winners.size === 0) return onsets;
    images.forEach((image, i) => {
      const current = mixtures.subarray(i * K, (i + 1) * K);
      for (const k of eBenjaminiHochberg(current, this.settings.budget)) {
        const winner = winners.get(i * K + k);
        if (this.alarms[k] || !winner) continue;
        this.alarms[k] = {
          direction: winner.direction,
          onsetPosition: image.position,
          onsetAt: image.at,
          sincePosition: winner.position,
          since: winner.at,
          peak: 0,
          calm: 0,
          acknowledged: false,
        };
        onsets.push({ image: i, concept: k, evidence: current[k] });
      }
    });
    return onsets;
  }

  private roll(k: number, { images, scores }: Segment, onsets: readonly Onset[], transitions: (Transition | undefined)[]): void {
    const K = this.rolling.length;
    const { grid } = this.baseline.concepts[k];
    const rolling = this.rolling[k];
    for (let i = 0; i < images.length; i++) {
      rolling.updateBucket(grid.bucketOf(scores[i * K + k]));
      if (onsets.length === 0) continue;
      const index = onsets.findIndex(({ image, concept }) => image === i && concept === k);
      if (index >= 0) transitions[index] = this.transition('onset', k, images[i], onsets[index].evidence);
    }
  }

  private recover(image: ScoredImage): Transition[] {
    return this.alarms.flatMap((alarm, k) => (alarm && this.hasRecovered(k, alarm) ? [this.clear(k, image)] : []));
  }

  /** D has stayed low for a whole window: below half of its peak and below the floor. */
  private hasRecovered(k: number, alarm: Alarm): boolean {
    const { distance } = this.rolling[k].value();
    alarm.peak = Math.max(alarm.peak, distance);
    const low = distance < this.settings.effectFloor && distance < alarm.peak / 2;
    alarm.calm = low ? alarm.calm + RECOVERY_STEP : 0;
    return alarm.calm >= this.settings.window;
  }

  private clear(k: number, image: ScoredImage): Transition {
    const transition = this.transition('recovery', k, image, this.evidence[k].value());
    this.alarms[k] = undefined;
    this.evidence[k].reset();
    return transition;
  }

  private transition(kind: Transition['kind'], k: number, image: ScoredImage, evidence: number): Transition {
    const { direction, since, sincePosition } = this.alarms[k] as Alarm;
    const { distance, location, rose, fell } = this.rolling[k].value();
    const share = direction === 1 ? rose : fell;
    return { kind, concept: k, direction: direction === 1 ? 'rose' : 'fell', position: image.position, at: image.at, sincePosition, since, distance, location, share, evidence };
  }
}

interface Segment {
  images: readonly ScoredImage[];
  scores: Float32Array | Float64Array;
  ties: readonly number[];
  /** images × concepts. */
  mixtures: Float64Array;
  /** By image × concept, wherever the evidence could be flagged. */
  winners: Map<number, ReturnType<Evidence['winner']>>;
}

interface Onset {
  image: number;
  concept: number;
  evidence: number;
}

function refuseNaN(scores: ArrayLike<number>, images: readonly ScoredImage[], K: number): void {
  for (let i = 0; i < scores.length; i++)
    if (Number.isNaN(scores[i])) throw new RangeError(`image ${images[Math.floor(i / K)].imageId} has NaN for concept ${i % K}: its scores are not counted`);
}
