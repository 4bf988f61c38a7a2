import { describe, expect, it } from 'vitest';
import { DependenceTracker } from './dependence-tracker';

const MIDDLES = Float64Array.from({ length: 16 }, (_, i) => (i + 0.5) / 16);

function normals(seed: number): () => number {
  let state = seed;
  const uniform = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 0.5) / 4294967296;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** The group that a normal score falls into, nearly evenly. */
const groupOf = (z: number): number => Math.min(15, Math.floor(16 / (1 + Math.exp(-1.702 * z))));

/** Two cameras in turn; concept 1 of camera b depends on its last image, concept 0 of camera a moves half-way. */
function fed(images: number, rho: number, seed = 9): DependenceTracker {
  const normal = normals(seed);
  const tracker = new DependenceTracker(2, MIDDLES, 0.05);
  let last = normal();
  for (let i = 0; i < images; i++) {
    const slot = tracker.slotOf(i % 2 ? 'b' : 'a') as number;
    if (i % 2) last = rho * last + Math.sqrt(1 - rho * rho) * normal();
    tracker.note(slot, 0, groupOf(normal() + (i % 2 === 0 && i > images / 2 ? 1.5 : 0)));
    tracker.note(slot, 1, groupOf(i % 2 ? last : normal()));
  }
  return tracker;
}

describe('DependenceTracker', () => {
  it('measures each source and concept by itself, and takes no change for dependence', () => {
    const tracker = fed(8000, 0.6);
    expect(tracker.of('b', 1)?.autocorrelation).toBeCloseTo(0.6, 1);
    expect(tracker.of('b', 1)?.isTolerated).toBe(false);
    for (const [source, concept] of [['a', 0], ['a', 1], ['b', 0]] as const) expect(tracker.of(source, concept)).toMatchObject({ isTolerated: true });
    expect([tracker.isTolerated(0), tracker.isTolerated(1)]).toEqual([true, false]);
    expect(fed(400, 0.9).of('b', 1)).toBeUndefined();
  });

  it('has a noise of about 1.2/√pairs', () => {
    const found = Array.from({ length: 100 }, (_, seed) => fed(2000, 0, seed + 1).of('b', 1)?.autocorrelation ?? NaN);
    const deviation = Math.sqrt(found.reduce((sum, r) => sum + r * r, 0) / found.length);
    expect(deviation * Math.sqrt(1000 - 64)).toBeGreaterThan(0.9);
    expect(deviation * Math.sqrt(1000 - 64)).toBeLessThan(1.4);
  });

  it('forgets', () => {
    const tracker = fed(8000, 0.9);
    const normal = normals(2);
    for (let i = 0; i < 40_000; i++) tracker.note(1, 1, groupOf(normal()));
    expect(tracker.of('b', 1)?.isTolerated).toBe(true);
  });

  it('follows no more sources than its limit, and goes on from its state bit for bit', () => {
    const tracker = fed(3000, 0.5);
    const copy = DependenceTracker.fromState(tracker.toState(), 2, MIDDLES, 0.05);
    expect(copy.toState()).toEqual(tracker.toState());
    for (let i = 0; i < 40; i++) tracker.slotOf(`c${i}`);
    expect(tracker.slotOf('one more')).toBeUndefined();
    expect(tracker.sources.length).toBe(32);
    expect(() => DependenceTracker.fromState(copy.toState(), 3, MIDDLES, 0.05)).toThrow(/another number of concepts than 3/);
  });
});
