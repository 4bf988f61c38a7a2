import { describe, expect, it } from 'vitest';
import { BankBaseline, calibrateMonitor, runLengthOf, type ScoredImage } from './index';

function normals(seed: number): () => number {
  let state = seed;
  const uniform = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 0.5) / 4294967296;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

const K = 3;
const normal = normals(11);
const baseline = new BankBaseline(Array.from({ length: K }, () => Float64Array.from({ length: 2000 }, normal)));
const settings = { window: 100, budget: 500, effectFloor: 0.2 };

function streamOf(count: number, { shift = 0, rho = 0 }: { shift?: number; rho?: number }) {
  const images: ScoredImage[] = Array.from({ length: count }, (_, i) => ({ imageId: `i${i}`, position: i, at: i }));
  const scores = new Float64Array(count * K);
  const last = new Float64Array(K);
  for (let i = 0; i < count; i++)
    for (let k = 0; k < K; k++) {
      last[k] = rho * last[k] + Math.sqrt(1 - rho * rho) * normal();
      scores[i * K + k] = last[k] + shift;
    }
  return { images, scores };
}

describe('calibrateMonitor', () => {
  it('says that the promise is kept on a stream without change, and measures a dummy beside', () => {
    const result = calibrateMonitor(baseline, settings, streamOf(4000, {}));
    expect(result).toMatchObject({ images: 4000, promised: 500, verdict: 'kept' });
    expect(result.measured.alarms).toBeLessThanOrEqual(2);
    expect(result.dummy.alarms).toBeGreaterThan(1);
    expect(Math.abs(result.autocorrelation)).toBeLessThan(0.06);
    expect(result.thinning).toBe(1);
  });

  it('says that it is broken when the stream is not like the baseline', () => {
    const { verdict, onsets, measured } = calibrateMonitor(baseline, settings, streamOf(3000, { shift: 1 }));
    expect(verdict).toBe('broken');
    expect(onsets.length).toBeGreaterThanOrEqual(measured.alarms);
    expect(measured.mean).toBeLessThan(100);
  });

  it('finds images that depend on each other and the thinning that mends it', () => {
    const { autocorrelation, thinning } = calibrateMonitor(baseline, settings, streamOf(3000, { rho: 0.9 }));
    expect(autocorrelation).toBeGreaterThan(0.8);
    expect(thinning).toBeGreaterThan(10);
  });

  it('compares by segment, and refuses one that has no baseline', () => {
    const { images, scores } = streamOf(4000, {});
    const night = (i: number) => i % 1000 >= 500;
    const segmented = images.map((image, i) => ({ ...image, segment: night(i) ? 'night' : 'day' }));
    const moved = scores.map((score, i) => (night(Math.floor(i / K)) ? score - 3 : score));
    const low = new BankBaseline(Array.from({ length: K }, () => Float64Array.from({ length: 2000 }, () => normal() - 3)));
    const baselines = new Map([['day', baseline], ['night', low]]);
    expect(calibrateMonitor(baselines, settings, { images: segmented, scores: moved }).verdict).toBe('kept');
    expect(calibrateMonitor(baseline, settings, { images, scores: moved }).verdict).toBe('broken');
    expect(() => calibrateMonitor(new Map([['day', baseline]]), settings, { images: segmented, scores: moved })).toThrow(/image i500 is of segment "night", and there are baselines for day/);
  });

  it('stays undecided when the stream is too short to tell', () => {
    expect(calibrateMonitor(baseline, settings, streamOf(600, {})).verdict).toBe('undecided');
    expect(() => calibrateMonitor(baseline, settings, streamOf(5, {}))).toThrow(/at least 10 images/);
  });
});

it('runLengthOf has the exact Poisson interval', () => {
  expect(runLengthOf(0, 3689).low).toBeCloseTo(1000, 0);
  const { low, mean, high } = runLengthOf(10, 1000);
  expect([low, mean as number, high as number].map((x) => Math.round(x * 10) / 10)).toEqual([54.4, 100, 208.5]);
  const many = runLengthOf(10_000, 1e6);
  expect([many.low, many.high as number].map((x) => Math.round(x * 10) / 10)).toEqual([98.1, 102]);
});
