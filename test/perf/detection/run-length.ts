import type { Detector } from './detectors';

/** How a run without change went: each new maximum with when it came, and how long it was watched. */
export interface NullRun {
  times: number[];
  maxima: number[];
  watched: number;
}

export function watch(detector: Detector, draw: () => number, images: number): NullRun {
  const run: NullRun = { times: [], maxima: [], watched: images };
  let largest = 0;
  for (let t = 1; t <= images; t++) {
    const value = detector.next(draw());
    if (value <= largest) continue;
    largest = value;
    run.times.push(t);
    run.maxima.push(value);
  }
  return run;
}

/** First time that a run reached the threshold; undefined when it did not. */
export function firstPassage({ times, maxima }: NullRun, threshold: number): number | undefined {
  let [low, high] = [0, maxima.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (maxima[middle] >= threshold) high = middle;
    else low = middle + 1;
  }
  return times[low];
}

/** Mean run length to an alarm with runs cut off: time watched per alarm (the estimate for a constant rate). */
export function meanRunLength(runs: readonly NullRun[], threshold: number): { mean: number; alarms: number; watched: number } {
  let [alarms, watched] = [0, 0];
  for (const run of runs) {
    const time = firstPassage(run, threshold);
    watched += time ?? run.watched;
    if (time !== undefined) alarms++;
  }
  return { mean: alarms === 0 ? Infinity : watched / alarms, alarms, watched };
}

/** The threshold whose measured mean run length is nearest above the target. */
export function thresholdFor(runs: readonly NullRun[], target: number): number {
  const levels = runs.flatMap(({ maxima }) => maxima).sort((a, b) => a - b);
  let [low, high] = [0, levels.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (meanRunLength(runs, levels[middle]).mean >= target) high = middle;
    else low = middle + 1;
  }
  return levels[low];
}
