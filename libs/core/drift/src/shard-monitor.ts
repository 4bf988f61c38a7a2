import type { BankBaseline } from './bank-baseline';
import { type Alarm, packAlarms, unpackAlarms } from './concept-alarm';
import { calibratedThreshold } from './calibrated-threshold';
import { CutHistory } from './cut-history';
import { DependenceTracker } from './dependence-tracker';
import { eBenjaminiHochberg } from './e-bh';
import { Evidence } from './evidence';
import type { ConceptSnapshot, MonitorSettings, ScoredImage, Transition } from './monitor-types';
import { TOLERATED_AUTOCORRELATION } from './rank-autocorrelation';
import { hasRecovered, RECOVERY_STEP, weighRecovery } from './recovery';
import { RollingKolmogorovSmirnov } from './rolling-kolmogorov-smirnov';
import { packShard, unpackShard } from './shard-state';
import { SourceThinning } from './source-thinning';
import { uniformOf } from './tie-breaker';

const DEFAULT_RECOVERY_BUDGET = 1000;

/**
 * One shard of one stream: per concept the exact rolling KS distance and the e-SR evidence, over the bank e-BH, and
 * the life of an alarm: onset, latch, acknowledge, recovery, re-arm.
 *
 * Deterministic: the same images in the same order give the same state bit for bit, however they are batched.
 * O(cuts + log n) per concept and image beside the factors; memory independent of the stream's length.
 * @example
 * const baseline = new BankBaseline([Float64Array.from({ length: 1000 }, (_, i) => i / 1000)]);
 * const monitor = new ShardMonitor(baseline, { window: 50, budget: 1000, effectFloor: 0.2 });
 * const images = Array.from({ length: 60 }, (_, i) => ({ imageId: `image-${i}`, position: i, at: i }));
 * monitor.update(images, new Float64Array(60).fill(0.95)).map(({ kind, direction }) => [kind, direction]) // [['onset', 'rose']]
 */
export class ShardMonitor {
  private readonly rolling: RollingKolmogorovSmirnov[];
  private readonly evidence: Evidence[];
  private readonly alarms: (Alarm | undefined)[];
  private history: CutHistory;
  private thinning: SourceThinning;
  private tracker: DependenceTracker;
  private count = 0;
  /** Evidence at which e-BH flags a lone concept of a bank of one. */
  readonly threshold: number;

  constructor(
    readonly baseline: BankBaseline,
    readonly settings: MonitorSettings,
  ) {
    this.rolling = baseline.concepts.map(({ grid }) => new RollingKolmogorovSmirnov({ baseline: grid, window: settings.window }));
    this.evidence = baseline.concepts.map(() => new Evidence(baseline.bets));
    this.alarms = baseline.concepts.map(() => undefined);
    this.history = new CutHistory(baseline.concepts.length);
    this.thinning = new SourceThinning(settings.thinning ?? 1);
    this.tracker = new DependenceTracker(baseline.concepts.length, baseline.middles, TOLERATED_AUTOCORRELATION);
    const { budget, mode = 'proved' } = settings;
    this.threshold = mode === 'proved' ? budget : calibratedThreshold({ images: baseline.independent, budget });
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

  /** How much neighbouring images of each source that count as evidence tell of each other. */
  get dependence(): Pick<DependenceTracker, 'sources' | 'of'> {
    return this.tracker;
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
      evidenceSize: this.baseline.bets.components,
      evidence: this.evidence.map(({ state }) => state),
      windows: this.rolling.map((rolling) => rolling.toState()),
      alarms: packAlarms(this.alarms),
      history: this.history,
      thinning: this.thinning.toState(),
      dependence: this.tracker.toState(),
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
      monitor.evidence[k] = state.means ? Evidence.startingAt(baseline.bets, state.means[k]) : new Evidence(baseline.bets, state.evidence[k]);
    });
    unpackAlarms(state.alarms).forEach((alarm, k) => (monitor.alarms[k] = alarm && { ...alarm, cut: Math.min(alarm.cut, baseline.bets.cuts - 1) }));
    if (state.history) monitor.history = CutHistory.fromState(state.history);
    if (state.thinning) monitor.thinning = SourceThinning.fromState(state.thinning, settings.thinning ?? 1);
    if (state.dependence) monitor.tracker = DependenceTracker.fromState(state.dependence, baseline.concepts.length, baseline.middles, TOLERATED_AUTOCORRELATION);
    monitor.count = state.images;
    return monitor;
  }

  /** Concept by concept, so that a concept's state stays in cache; what depends on the whole bank comes between. */
  private updateSegment(images: readonly ScoredImage[], scores: Float32Array | Float64Array): Transition[] {
    const K = this.rolling.length;
    const segment = this.segmentOf(images, scores);
    for (let k = 0; k < K; k++) this.weigh(k, segment);
    const onsets = this.decide(segment);
    const transitions: (Transition | undefined)[] = new Array(onsets.length);
    for (let k = 0; k < K; k++) this.roll(k, segment, onsets, transitions);
    this.count += images.length;
    const begun = transitions.filter((transition) => transition !== undefined);
    return this.count % RECOVERY_STEP === 0 ? [...begun, ...this.recover(images[images.length - 1])] : begun;
  }

  /** Chooses the images that count as evidence and gives each a number in the history. */
  private segmentOf(images: readonly ScoredImage[], scores: Float32Array | Float64Array): Segment {
    const weighed: Weighed[] = [];
    images.forEach(({ imageId, source, position, at }, index) => {
      if (this.thinning.admits(source ?? '')) weighed.push({ index, tie: uniformOf(imageId), number: this.history.take(position, at), slot: this.tracker.slotOf(source ?? '') });
    });
    return { images, scores, weighed, mixtures: new Float64Array(weighed.length * this.rolling.length), bets: new Map() };
  }

  private weigh(k: number, { weighed, scores, mixtures, bets }: Segment): void {
    const K = this.rolling.length;
    const concept = this.baseline.concepts[k];
    const evidence = this.evidence[k];
    for (let i = 0; i < weighed.length; i++) {
      const { index, tie, number } = weighed[i];
      const passed = concept.cutsPassed(scores[index * K + k], tie);
      this.history.note(k, number, passed);
      const mixture = evidence.update(passed);
      mixtures[i * K + k] = mixture;
      if (mixture >= this.threshold && !this.alarms[k]) bets.set(i * K + k, evidence.strongest());
    }
  }

  /** e-BH at every image; a flagged concept is latched. @returns the onsets in order */
  private decide({ images, weighed, mixtures, bets }: Segment): Onset[] {
    const K = this.rolling.length;
    const onsets: Onset[] = [];
    if (bets.size === 0) return onsets;
    weighed.forEach(({ index, number }, i) => {
      const current = mixtures.subarray(i * K, (i + 1) * K);
      for (const k of eBenjaminiHochberg(current, this.threshold)) {
        const component = bets.get(i * K + k);
        if (this.alarms[k] || component === undefined) continue;
        this.alarms[k] = this.alarmOf(k, { number, component, image: images[index] });
        onsets.push({ image: index, concept: k, evidence: current[k] });
      }
    });
    return onsets;
  }

  private alarmOf(k: number, { number, component, image }: { number: number; component: number; image: ScoredImage }): Alarm {
    const { bets, quantiles } = this.baseline;
    const since = this.history.changePoint(k, number, bets.factors.filter((_, i) => i % bets.components === component));
    const { cut, share } = this.history.movedCut(k, { first: since.image, last: number }, quantiles);
    return {
      direction: share < quantiles[cut] ? 1 : -1,
      cut,
      onsetPosition: image.position,
      onsetAt: image.at,
      sincePosition: since.position,
      since: since.at,
      peak: 0,
      calm: 0,
      acknowledged: false,
      halfway: (share + quantiles[cut]) / 2,
      reverse: 0,
    };
  }

  private roll(k: number, { images, scores, weighed }: Segment, onsets: readonly Onset[], transitions: (Transition | undefined)[]): void {
    const K = this.rolling.length;
    const { grid } = this.baseline.concepts[k];
    const rolling = this.rolling[k];
    for (let i = 0, next = 0; i < images.length; i++) {
      rolling.updateBucket(grid.bucketOf(scores[i * K + k]));
      if (weighed[next]?.index === i) this.follow(k, images[i], weighed[next++]);
      if (onsets.length === 0) continue;
      const index = onsets.findIndex(({ image, concept }) => image === i && concept === k);
      if (index >= 0) transitions[index] = this.transition('onset', k, images[i], onsets[index].evidence);
    }
  }

  /** What an image says of dependence, and of recovery while there is an alarm. */
  private follow(k: number, { position }: ScoredImage, { number, slot }: Weighed): void {
    const alarm = this.alarms[k];
    const passed = this.history.passedAt(k, number);
    if (slot !== undefined) this.tracker.note(slot, k, passed);
    if (alarm && position > alarm.onsetPosition) weighRecovery(alarm, passed <= alarm.cut, this.baseline.quantiles[alarm.cut]);
  }

  private recover(image: ScoredImage): Transition[] {
    const { window, effectFloor, recoveryBudget = DEFAULT_RECOVERY_BUDGET } = this.settings;
    return this.alarms.flatMap((alarm, k) => (alarm && hasRecovered(alarm, this.rolling[k].distance(), { window, effectFloor, recoveryBudget }) ? [this.clear(k, image)] : []));
  }

  private clear(k: number, image: ScoredImage): Transition {
    const transition = this.transition('recovery', k, image, this.evidence[k].value());
    this.alarms[k] = undefined;
    this.evidence[k].reset();
    this.history.restart(k);
    return transition;
  }

  private transition(kind: Transition['kind'], k: number, image: ScoredImage, evidence: number): Transition {
    const { direction, cut, since, sincePosition } = this.alarms[k] as Alarm;
    const { distance, location, rose, fell } = this.rolling[k].value();
    return {
      kind,
      concept: k,
      direction: direction === 1 ? 'rose' : 'fell',
      position: image.position,
      at: image.at,
      sincePosition,
      since,
      distance,
      location,
      share: direction === 1 ? rose : fell,
      quantile: this.baseline.quantiles[cut],
      evidence,
      independent: this.tracker.isTolerated(k),
    };
  }
}

interface Segment {
  images: readonly ScoredImage[];
  scores: Float32Array | Float64Array;
  /** The images that count as evidence. */
  weighed: readonly Weighed[];
  /** weighed × concepts. */
  mixtures: Float64Array;
  /** By weighed image × concept the strongest component, wherever the concept could be flagged. */
  bets: Map<number, number>;
}

interface Weighed {
  /** Index among the segment's images. */
  index: number;
  tie: number;
  /** Number in the history. */
  number: number;
  /** Of the source, in the tracker. */
  slot: number | undefined;
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
