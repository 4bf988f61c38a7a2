import { logGamma } from '@conceptwatch/core/numerics';
import { BankBaseline } from './bank-baseline';
import { chooseThinning } from './choose-thinning';
import type { MonitorSettings, ScoredImage, Transition } from './monitor-types';
import { SegmentedMonitor } from './segmented-monitor';
import { uniformOf } from './tie-breaker';

/** Alarms counted over a stream, and what they say of the mean run length between them. */
export interface RunLength {
  alarms: number;
  /** Images per alarm; undefined when there was none. */
  mean: number | undefined;
  /** 95 % interval of the mean run length; the upper end is undefined when there was no alarm. */
  low: number;
  high: number | undefined;
}

export interface Calibration {
  images: number;
  /** Images between false alarms that the settings promise. */
  promised: number;
  measured: RunLength;
  /** A detector that looks at nothing and alarms at the promised rate by lot: what chance looks like on this stream. */
  dummy: RunLength;
  /** 'kept' and 'broken' only where the interval says so; a stream without alarms must be three times the budget long. */
  verdict: 'kept' | 'broken' | 'undecided';
  /** The false alarms, in order. */
  onsets: Transition[];
  /** Largest rank autocorrelation of neighbouring images of one source over the bank, and the thinning that would mend it. */
  autocorrelation: number;
  thinning: number | undefined;
}

const BATCH = 64;

/** An image of a stream without drift; with its segment where baselines go by segment. */
export interface CalibrationImage extends ScoredImage {
  segment?: string;
}

interface CalibrationStream {
  images: readonly CalibrationImage[];
  /** images × concepts, row-major. */
  scores: Float32Array | Float64Array;
}

/**
 * Runs a stream that is known to be without drift through the monitor and compares the alarms with the promise. After
 * an alarm the monitor starts anew. O(images × concepts).
 *
 * @param baselines one, or one per segment @param stream images in order, and their scores
 * @throws RangeError when the stream has fewer than 10 images, the scores do not match it, or a segment has no baseline
 */
export function calibrateMonitor(baselines: BankBaseline | ReadonlyMap<string, BankBaseline>, settings: MonitorSettings, { images, scores }: CalibrationStream): Calibration {
  const bySegment = baselines instanceof BankBaseline ? new Map([['', baselines]]) : baselines;
  const K = [...bySegment.values()][0].concepts.length;
  if (images.length < 10) throw new RangeError(`calibrateMonitor requires at least 10 images, got ${images.length}`);
  if (scores.length !== images.length * K) throw new RangeError(`calibrateMonitor requires ${images.length} × ${K} scores, got ${scores.length}`);
  const stranger = images.find(({ segment = '' }) => !bySegment.has(segment));
  if (stranger) throw new RangeError(`image ${stranger.imageId} is of segment "${stranger.segment ?? ''}", and there are baselines for ${[...bySegment.keys()].join(', ')}`);
  const onsets = falseAlarms(bySegment, settings, { images, scores });
  const measured = runLengthOf(new Set(onsets.map(({ position }) => position)).size, images.length);
  const dummy = runLengthOf(images.filter(({ imageId }) => uniformOf(`dummy ${imageId}`) < 1 / settings.budget).length, images.length);
  const verdict = measured.low >= settings.budget ? 'kept' : measured.high !== undefined && measured.high < settings.budget ? 'broken' : 'undecided';
  return { images: images.length, promised: settings.budget, measured, dummy, verdict, onsets, ...dependence(images, scores) };
}

function falseAlarms(baselines: ReadonlyMap<string, BankBaseline>, settings: MonitorSettings, { images, scores }: CalibrationStream): Transition[] {
  const K = scores.length / images.length;
  const onsets: Transition[] = [];
  let monitor = new SegmentedMonitor(baselines, settings);
  for (let from = 0; from < images.length; ) {
    const batch = images.slice(from, from + BATCH).map((image) => ({ ...image, segment: image.segment ?? '' }));
    const begun = monitor.update(batch, scores.subarray(from * K, (from + batch.length) * K)).transitions.filter(({ kind }) => kind === 'onset');
    if (begun.length === 0) {
      from += batch.length;
      continue;
    }
    onsets.push(...begun.filter(({ position }) => position === begun[0].position));
    from += batch.findIndex(({ position }) => position === begun[0].position) + 1;
    monitor = new SegmentedMonitor(baselines, settings);
  }
  return onsets;
}

/** Each source by itself, and each of its segments; of several the one that depends most. */
function dependence(images: readonly CalibrationImage[], scores: Float32Array | Float64Array): { autocorrelation: number; thinning: number | undefined } {
  const K = scores.length / images.length;
  const sources = new Map<string, number[]>();
  images.forEach(({ source = '', segment = '' }, i) => {
    const key = JSON.stringify([segment, source]);
    const rows = sources.get(key);
    if (rows) rows.push(i);
    else sources.set(key, [i]);
  });
  const found = [...sources.values()].map((rows) => chooseThinning(Array.from({ length: K }, (_, k) => rows.map((i) => scores[i * K + k]))));
  const { autocorrelation, every } = found.reduce((worst, one) => (Math.abs(one.autocorrelation ?? 0) > Math.abs(worst.autocorrelation ?? 0) ? one : worst));
  return { autocorrelation: autocorrelation ?? 0, thinning: every };
}

/**
 * Mean run length with its exact 95 % interval for alarms that come at a constant rate (Poisson).
 *
 * @example runLengthOf(0, 3000).low > 800 // true
 */
export function runLengthOf(alarms: number, images: number): RunLength {
  const most = rateBound(alarms, 0.025);
  const fewest = alarms === 0 ? 0 : rateBound(alarms - 1, 0.975);
  return { alarms, mean: alarms === 0 ? undefined : images / alarms, low: images / most, high: fewest === 0 ? undefined : images / fewest };
}

/** The Poisson mean under which at most `alarms` events have the given probability. */
function rateBound(alarms: number, probability: number): number {
  let [low, high] = [0, alarms + 10 * Math.sqrt(alarms + 1) + 10];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    let sum = 0;
    for (let k = 0; k <= alarms; k++) sum += Math.exp(k * Math.log(middle) - middle - logGamma(k + 1));
    if (sum > probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
