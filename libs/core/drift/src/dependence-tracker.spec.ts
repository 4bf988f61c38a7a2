import { describe, expect, it } from 'vitest';
import { DependenceTracker } from './dependence-tracker';

function normals(seed: number): () => number {
  let state = seed;
  const uniform = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 0.5) / 4294967296;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Two cameras in turn; concept 1 of camera b depends on its last image. */
function fed(images: number, rho: number): DependenceTracker {
  const normal = normals(9);
  const tracker = new DependenceTracker(2, 0.05);
  let last = normal();
  for (let i = 0; i < images; i++) {
    const slot = tracker.slotOf(i % 2 ? 'b' : 'a') as number;
    last = i % 2 ? rho * last + Math.sqrt(1 - rho * rho) * normal() : last;
    tracker.note(slot, 0, { rank: normal(), counts: true });
    tracker.note(slot, 1, { rank: i % 2 ? last : normal(), counts: true });
  }
  return tracker;
}

describe('DependenceTracker', () => {
  it('measures each source and concept by itself', () => {
    const tracker = fed(8000, 0.6);
    expect(tracker.of('b', 1)?.autocorrelation).toBeCloseTo(0.6, 1);
    expect(tracker.of('b', 1)?.isTolerated).toBe(false);
    for (const [source, concept] of [['a', 0], ['a', 1], ['b', 0]] as const) expect(tracker.of(source, concept)).toMatchObject({ isTolerated: true });
    expect([tracker.isTolerated(0), tracker.isTolerated(1)]).toEqual([true, false]);
  });

  it('says nothing while too few images have come, nor of what changed in an alarm', () => {
    expect(fed(300, 0.9).of('b', 1)).toBeUndefined();
    const tracker = fed(8000, 0);
    const before = tracker.of('a', 0);
    for (let i = 0; i < 500; i++) tracker.note(0, 0, { rank: 5 + i / 1000, counts: false });
    expect(tracker.of('a', 0)).toEqual(before);
  });

  it('forgets', () => {
    const tracker = fed(8000, 0.9);
    const normal = normals(2);
    for (let i = 0; i < 20_000; i++) tracker.note(1, 1, { rank: normal(), counts: true });
    expect(tracker.of('b', 1)?.isTolerated).toBe(true);
  });

  it('follows no more sources than its limit, and goes on from its state bit for bit', () => {
    const tracker = fed(3000, 0.5);
    const copy = DependenceTracker.fromState(tracker.toState(), 2, 0.05);
    expect(copy.toState()).toEqual(tracker.toState());
    for (let i = 0; i < 40; i++) tracker.slotOf(`c${i}`);
    expect(tracker.slotOf('one more')).toBeUndefined();
    expect(tracker.sources.length).toBe(32);
    expect(() => DependenceTracker.fromState(copy.toState(), 3, 0.05)).toThrow(/2 sources of 3 concepts/);
  });
});
