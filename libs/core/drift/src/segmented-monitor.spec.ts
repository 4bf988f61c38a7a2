import { describe, expect, it } from 'vitest';
import { BankBaseline, SegmentedMonitor, type SegmentedImage } from './index';

function normals(seed: number): () => number {
  let state = seed;
  const uniform = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 0.5) / 4294967296;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** By night every score lies 3 lower. */
const NIGHT = -3;
const HALF_DAY = 50;
const settings = { window: 100, budget: 1000, effectFloor: 0.2 };
const normal = normals(3);
const sequences = (level: number) => [Float64Array.from({ length: 1500 }, () => normal() + level)];
const [day, night] = [sequences(0), sequences(NIGHT)];
const delta = 0.005;
const baselines = new Map([['day', new BankBaseline(day, { delta })], ['night', new BankBaseline(night, { delta })]]);
const pooled = new BankBaseline([Float64Array.from([...day[0], ...night[0]])]);

/** `shift` moves the nights from image `from` on. */
function streamOf(count: number, { seed, from = Infinity, shift = 0 }: { seed: number; from?: number; shift?: number }) {
  const random = normals(seed);
  const images: SegmentedImage[] = Array.from({ length: count }, (_, i) => ({ imageId: `i${i}`, position: i, at: i, segment: Math.floor(i / HALF_DAY) % 2 ? 'night' : 'day' }));
  const scores = Float64Array.from(images, ({ segment }, i) => random() + (segment === 'night' ? NIGHT + (i >= from ? shift : 0) : 0));
  return { images, scores };
}

function feed(monitor: SegmentedMonitor, { images, scores }: ReturnType<typeof streamOf>, batch: number, skip = 0) {
  const transitions = [];
  for (let at = skip; at < images.length; at += batch) transitions.push(...monitor.update(images.slice(at, at + batch), scores.subarray(at, Math.min(at + batch, images.length))).transitions);
  return transitions;
}

describe('SegmentedMonitor', () => {
  it('stays silent over days and nights, where one pooled baseline alarms at every dusk', () => {
    const stream = streamOf(4000, { seed: 4 });
    expect(feed(new SegmentedMonitor(baselines, settings), stream, 64)).toEqual([]);
    expect(feed(new SegmentedMonitor(new Map([['all', pooled]]), settings), { ...stream, images: stream.images.map((image) => ({ ...image, segment: 'all' })) }, 64).length).toBeGreaterThan(0);
  });

  it('finds a change of the nights alone, which the days do not show, and holds the night against the night', () => {
    const monitor = new SegmentedMonitor(baselines, settings);
    const [onset, ...rest] = feed(monitor, streamOf(3000, { seed: 5, from: 1500, shift: 1 }), 50);
    expect(onset).toMatchObject({ kind: 'onset', segment: 'night', direction: 'rose' });
    expect(onset.position - 1500).toBeLessThan(300);
    expect(rest).toEqual([]);
    expect(monitor.current).toBe('night');
    expect(monitor.of('night')?.snapshot(0).rolling.distance).toBeGreaterThan(0.25);
    expect(monitor.of('day')?.snapshot(0).rolling.distance).toBeLessThan(0.2);
    expect(monitor.inAlarm(0)).toBe(monitor.of('night'));
  });

  it('counts images of a segment that the baseline does not have, and compares them with nothing', () => {
    const monitor = new SegmentedMonitor(baselines, settings);
    const { images, scores } = streamOf(100, { seed: 6 });
    expect(monitor.update(images.map((image, i) => ({ ...image, segment: i < 30 ? 'dusk' : image.segment })), scores).unknown).toBe(30);
    expect(monitor.segments.reduce((sum, segment) => sum + (monitor.of(segment)?.images ?? 0), 0)).toBe(70);
  });

  it('goes on from its state bit for bit, and refuses the state of other segments', () => {
    const stream = streamOf(2000, { seed: 7, from: 800, shift: 0.7 });
    const whole = new SegmentedMonitor(baselines, settings);
    feed(whole, stream, 64);
    const first = new SegmentedMonitor(baselines, settings);
    feed(first, { images: stream.images.slice(0, 777), scores: stream.scores.slice(0, 777) }, 33);
    const second = SegmentedMonitor.fromState(first.toState(), baselines, settings);
    feed(second, stream, 10, 777);
    expect(Buffer.compare(second.toState(), whole.toState())).toBe(0);
    expect(second.current).toBe(whole.current);
    expect(() => SegmentedMonitor.fromState(whole.toState(), new Map([['day', pooled], ['dusk', pooled]]), settings)).toThrow(/segments day, night, the baseline has day, dusk/);
    const single = new Map([['all', pooled]]);
    expect(() => SegmentedMonitor.fromState(new SegmentedMonitor(single, settings).toState(), baselines, settings)).toThrow(/has no segments/);
    expect(SegmentedMonitor.fromState(new SegmentedMonitor(single, settings).toState(), single, settings).current).toBe('all');
  });
});
