import { describe, expect, it } from 'vitest';
import type { Alarm } from './concept-alarm';
import { hasRecovered, weighRecovery } from './recovery';

const alarmAt = (halfway: number): Alarm => ({
  direction: -1, cut: 8, onsetPosition: 0, onsetAt: 0, sincePosition: 0, since: 0, peak: 0.4, calm: 0, acknowledged: false, halfway, reverse: 0,
});

function uniforms(seed: number): () => number {
  let state = seed;
  return () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 0.5) / 4294967296;
}

/** Images until the reverse test reaches the budget when a share of them lies below the cut. */
function runLength(share: number, budget: number, uniform: () => number): number {
  const alarm = alarmAt(0.6);
  for (let t = 1; t <= 100 * budget; t++) {
    weighRecovery(alarm, uniform() < share, 0.5);
    if (alarm.reverse >= budget) return t;
  }
  return 100 * budget;
}

describe('the reverse test', () => {
  it('keeps its own budget while half of the change is left', () => {
    const uniform = uniforms(3);
    const runs = Array.from({ length: 300 }, () => runLength(0.6, 200, uniform));
    expect(runs.reduce((a, b) => a + b, 0) / runs.length).toBeGreaterThan(200);
  });

  it('agrees soon when the change is over', () => {
    const uniform = uniforms(4);
    const runs = Array.from({ length: 100 }, () => runLength(0.5, 1000, uniform));
    expect(runs.reduce((a, b) => a + b, 0) / runs.length).toBeLessThan(500);
  });
});

describe('hasRecovered', () => {
  const settings = { window: 64, effectFloor: 0.1, recoveryBudget: 100 };

  it('needs a calm window and the reverse test', () => {
    const alarm = alarmAt(0.6);
    alarm.reverse = 99;
    expect([0.05, 0.05, 0.05].map((distance) => hasRecovered(alarm, distance, settings))).toEqual([false, false, false]);
    alarm.reverse = 100;
    expect(hasRecovered(alarm, 0.05, settings)).toBe(true);
    expect(hasRecovered(alarm, 0.15, settings)).toBe(false);
    expect(alarm.calm).toBe(0);
  });

  it('does without the reverse test where halfway was not measured', () => {
    const alarm = alarmAt(NaN);
    weighRecovery(alarm, true, 0.5);
    expect(alarm.reverse).toBe(0);
    expect([0.05, 0.05].map((distance) => hasRecovered(alarm, distance, settings))).toEqual([false, true]);
  });
});
