import { describe, expect, it } from 'vitest';
import { BankBaseline, ShardMonitor, type ScoredImage, type Transition } from './index';
import { unpackShard } from './shard-state';

/** A small deterministic generator, for tests only. */
function normals(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

const K = 5;
const settings = { window: 200, budget: 10_000, effectFloor: 0.15 };

function baselineOf(n: number, seed: number): BankBaseline {
  const normal = normals(seed);
  return new BankBaseline(Array.from({ length: K }, () => Float64Array.from({ length: n }, normal)));
}

/** `shift` moves concept 2 from image `from` on. */
function streamOf(count: number, { seed, from = Infinity, until = Infinity, shift = 0 }: { seed: number; from?: number; until?: number; shift?: number }) {
  const normal = normals(seed);
  const images: ScoredImage[] = Array.from({ length: count }, (_, i) => ({ imageId: `image-${i}`, position: i, at: 1000 * i }));
  const scores = new Float64Array(count * K);
  for (let i = 0; i < count; i++) for (let k = 0; k < K; k++) scores[i * K + k] = normal() + (k === 2 && i >= from && i < until ? shift : 0);
  return { images, scores };
}

function feed(monitor: ShardMonitor, stream: { images: ScoredImage[]; scores: Float64Array }, sizes: readonly number[]): Transition[] {
  const transitions: Transition[] = [];
  for (let at = 0, i = 0; at < stream.images.length; i++) {
    const size = Math.min(sizes[i % sizes.length], stream.images.length - at);
    transitions.push(...monitor.update(stream.images.slice(at, at + size), stream.scores.subarray(at * K, (at + size) * K)));
    at += size;
  }
  return transitions;
}

describe('ShardMonitor', () => {
  const baseline = baselineOf(2000, 1);

  it('stays silent on a stream without change', () => {
    const monitor = new ShardMonitor(baseline, settings);
    expect(feed(monitor, streamOf(4000, { seed: 2 }), [64])).toEqual([]);
  });

  it('names the concept that rose, when, and by what share', () => {
    const monitor = new ShardMonitor(baseline, settings);
    const [onset, ...rest] = feed(monitor, streamOf(1600, { seed: 3, from: 1000, shift: 1.5 }), [50]);
    expect(rest).toEqual([]);
    expect(onset).toMatchObject({ kind: 'onset', concept: 2, direction: 'rose' });
    expect(onset.position).toBeGreaterThanOrEqual(1000);
    expect(onset.position).toBeLessThan(1100);
    expect(Math.abs(onset.sincePosition - 1000)).toBeLessThan(40);
    expect(monitor.snapshot(2).rolling.distance).toBeGreaterThan(0.4);
    expect(monitor.snapshot(2).rolling.rose).toBeLessThanOrEqual(monitor.snapshot(2).rolling.distance);
  });

  it('says fell when a concept falls', () => {
    const [onset] = feed(new ShardMonitor(baseline, settings), streamOf(1600, { seed: 4, from: 1000, shift: -1.5 }), [64]);
    expect(onset).toMatchObject({ kind: 'onset', concept: 2, direction: 'fell' });
  });

  it('recovers after a calm window and alarms again', () => {
    const monitor = new ShardMonitor(baseline, settings);
    const first = feed(monitor, streamOf(2500, { seed: 5, from: 1000, until: 1500, shift: 1.5 }), [64]);
    expect(first.map(({ kind, concept }) => `${kind} ${concept}`)).toEqual(['onset 2', 'recovery 2']);
    expect(monitor.snapshot(2).evidence).toBeLessThan(settings.budget);
  });

  it('is the same bit for bit however the images are batched', () => {
    const stream = streamOf(2600, { seed: 6, from: 1000, until: 1700, shift: 1 });
    const one = new ShardMonitor(baseline, settings);
    const other = new ShardMonitor(baseline, settings);
    const a = feed(one, stream, [1]);
    const b = feed(other, stream, [7, 64, 1, 130]);
    expect(b).toEqual(a);
    expect(Buffer.compare(one.toState(), other.toState())).toBe(0);
  });

  it('goes on from its state bit for bit', () => {
    const stream = streamOf(2000, { seed: 7, from: 900, shift: 1 });
    const half = { images: stream.images.slice(0, 1111), scores: stream.scores.slice(0, 1111 * K) };
    const rest = { images: stream.images.slice(1111), scores: stream.scores.slice(1111 * K) };
    const whole = new ShardMonitor(baseline, settings);
    feed(whole, stream, [64]);
    const first = new ShardMonitor(baseline, settings);
    feed(first, half, [64]);
    const second = ShardMonitor.fromState(first.toState(), baseline, settings);
    feed(second, rest, [64]);
    expect(Buffer.compare(second.toState(), whole.toState())).toBe(0);
  });

  it('refuses the state of another window and NaN scores, naming the image', () => {
    const monitor = new ShardMonitor(baseline, settings);
    expect(() => ShardMonitor.fromState(monitor.toState(), baseline, { ...settings, window: 300 })).toThrow(/window of 200/);
    expect(() => monitor.update([{ imageId: 'bad', position: 0, at: 0 }], new Float64Array(K).fill(NaN))).toThrow(/image bad has NaN for concept 0/);
    expect(monitor.images).toBe(0);
  });
});

it('reads its state from a Buffer that is part of a larger one', () => {
  const baseline = baselineOf(500, 8);
  const monitor = new ShardMonitor(baseline, settings);
  feed(monitor, streamOf(300, { seed: 9 }), [64]);
  const state = monitor.toState();
  const inside = Buffer.concat([Buffer.alloc(3), state, Buffer.alloc(5)]).subarray(3, 3 + state.length);
  expect(Buffer.compare(ShardMonitor.fromState(inside, baseline, settings).toState(), state)).toBe(0);
});

function stateOf(version: number, doubles: readonly number[], rest: readonly (Int32Array | Uint8Array)[]): Uint8Array {
  const parts = [Uint32Array.of(0x44574343, version), Float64Array.from(doubles), ...rest];
  return new Uint8Array(Buffer.concat(parts.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength))));
}

describe('what an alarm knows', () => {
  const baseline = baselineOf(5000, 21);

  it('estimates the change point of a small shift within its noise, and names the quantile that moved', () => {
    const [onset] = feed(new ShardMonitor(baseline, settings), streamOf(3000, { seed: 22, from: 1200, shift: 0.5 }), [64]);
    expect(Math.abs(onset.sincePosition - 1200)).toBeLessThan(150);
    expect(onset.since).toBe(1000 * onset.sincePosition);
    expect(onset.quantile).toBeGreaterThan(0.05);
    expect(onset.quantile).toBeLessThan(0.95);
  });

  it('is faster when calibrated, never slower', () => {
    const stream = streamOf(4000, { seed: 23, from: 1200, shift: 0.3 });
    const positions = (['proved', 'calibrated'] as const).map((mode) => feed(new ShardMonitor(baseline, { ...settings, mode }), stream, [64])[0]?.position);
    expect(positions[1]).toBeLessThanOrEqual(positions[0]);
  });

  it('counts every g-th image of each source when thinned, and goes on so from its state', () => {
    const stream = streamOf(2000, { seed: 24, from: 600, shift: 1 });
    stream.images.forEach((image, i) => (image.source = `camera-${i % 3}`));
    const thinned = { ...settings, thinning: 5 };
    const whole = new ShardMonitor(baseline, thinned);
    const [onset] = feed(whole, stream, [64]);
    const [sooner] = feed(new ShardMonitor(baseline, settings), stream, [64]);
    expect(onset.position - 600).toBeGreaterThan(3 * (sooner.position - 600));
    const first = new ShardMonitor(baseline, thinned);
    feed(first, { images: stream.images.slice(0, 777), scores: stream.scores.slice(0, 777 * K) }, [50]);
    const second = ShardMonitor.fromState(first.toState(), baseline, thinned);
    feed(second, { images: stream.images.slice(777), scores: stream.scores.slice(777 * K) }, [10]);
    expect(Buffer.compare(second.toState(), whole.toState())).toBe(0);
  });

  it('keeps an acknowledged alarm until it recovers', () => {
    const monitor = new ShardMonitor(baseline, settings);
    feed(monitor, streamOf(1500, { seed: 25, from: 1000, shift: 2 }), [64]);
    expect(monitor.acknowledge(2)).toBe(true);
    expect(monitor.acknowledge(0)).toBe(false);
    expect(monitor.snapshot(2).alarm).toMatchObject({ acknowledged: true, direction: 1 });
  });

  it('migrates a state of version 1: window, mean evidence and alarms go on', () => {
    const monitor = new ShardMonitor(baseline, settings);
    feed(monitor, streamOf(1300, { seed: 26, from: 1000, shift: 2 }), [64]);
    const { windows, alarms } = unpackShard(monitor.toState());
    const components = 120;
    const evidence = Array.from({ length: K }, (_, k) => new Float64Array(4 * components).fill(k + 1, 0, components));
    const first = new Float64Array(10 * K);
    for (let k = 0; k < K; k++) first.set([alarms[12 * k], alarms[12 * k + 1], ...alarms.subarray(12 * k + 3, 12 * k + 10), 0], 10 * k);
    const doubles = [1300, settings.window, components, K, first.length, ...evidence.flatMap((m) => [...m]), ...first, ...windows.map(({ length }) => length)];
    const migrated = ShardMonitor.fromState(stateOf(1, doubles, windows), baseline, settings);
    expect(migrated.images).toBe(1300);
    for (let k = 0; k < K; k++) {
      const { alarm, rolling } = monitor.snapshot(k);
      const now = migrated.snapshot(k);
      expect(now).toMatchObject({ rolling, alarm: alarm && { ...alarm, cut: 1, halfway: NaN, reverse: 0 } });
      expect(now.evidence).toBeCloseTo(k + 1, 9);
    }
    expect(feed(migrated, streamOf(900, { seed: 27 }), [64]).map(({ kind, concept }) => `${kind} ${concept}`)).toEqual(['recovery 2']);
  });

  it('migrates a state of version 2: the cut of an alarm is the nearest one of today', () => {
    const monitor = new ShardMonitor(baseline, settings);
    feed(monitor, streamOf(1300, { seed: 28, from: 1000, shift: 2 }), [64]);
    const { windows, alarms, history, thinning } = unpackShard(monitor.toState());
    if (!history || !thinning) throw new Error('a current state has both');
    const second = new Float64Array(10 * K);
    for (let k = 0; k < K; k++) second.set([...alarms.subarray(12 * k, 12 * k + 2), 14 * alarms[12 * k], ...alarms.subarray(12 * k + 3, 12 * k + 10)], 10 * k);
    const header = [1300, settings.window, 120, K, second.length, history.taken, history.positions.length, thinning.length];
    const doubles = [...header, ...new Float64Array(120 * K).fill(3), ...second, ...windows.map(({ length }) => length), ...history.begunAt, ...history.positions, ...history.times];
    const migrated = ShardMonitor.fromState(stateOf(2, doubles, [...windows, history.passed, thinning]), baseline, settings);
    expect(migrated.snapshot(2).alarm).toMatchObject({ cut: 15, direction: 1, onsetPosition: monitor.snapshot(2).alarm?.onsetPosition });
    expect(migrated.snapshot(0).evidence).toBeCloseTo(3, 9);
    expect(Buffer.compare(ShardMonitor.fromState(migrated.toState(), baseline, settings).toState(), migrated.toState())).toBe(0);
  });

  it('refuses a state of another version, cut short or too long', () => {
    const state = new ShardMonitor(baseline, settings).toState();
    const old = state.slice();
    new DataView(old.buffer).setUint32(4, 9, true);
    expect(() => ShardMonitor.fromState(old, baseline, settings)).toThrow(/version 9; this build reads versions 1 to 3/);
    expect(() => ShardMonitor.fromState(state.slice(0, -8), baseline, settings)).toThrow(/cut short/);
    expect(() => ShardMonitor.fromState(new Uint8Array([...state, 0]), baseline, settings)).toThrow(/1 bytes too many/);
    expect(() => ShardMonitor.fromState(new Uint8Array(100), baseline, settings)).toThrow(/no drift monitor state/);
  });
});
