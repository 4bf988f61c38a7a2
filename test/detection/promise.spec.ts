import { describe, expect, it } from 'vitest';
import { runLengthOf } from '@conceptwatch/core/drift';
import { type BankDesign, measureBank } from '../perf/detection/bank-run-length';

/** The long simulations are in test/perf/detection; these are short ones of the same kind, with the same seeds. */
const BASELINES = 8;

function total(design: Omit<BankDesign, 'seed'>): { alarms: number; watched: number; mean: number } {
  const runs = Array.from({ length: BASELINES }, (_, seed) => measureBank({ ...design, seed }));
  const alarms = runs.reduce((sum, run) => sum + run.alarms, 0);
  const watched = runs.reduce((sum, run) => sum + run.watched, 0);
  return { alarms, watched, mean: watched / Math.max(1, alarms) };
}

describe('the promise on streams without change', () => {
  it.each([
    { images: 1000, concepts: 1, budget: 300, patience: 15 },
    { images: 1000, concepts: 20, budget: 300, patience: 4 },
  ])('is kept when proved: $concepts concepts', (design) => {
    const { alarms, watched } = total(design);
    expect(runLengthOf(alarms, watched).low).toBeGreaterThan(design.budget);
  });

  it('is broken by images that depend on each other, and mended by thinning', () => {
    const design = { images: 2000, concepts: 1, budget: 300, patience: 20, rho: 0.9 };
    const naive = total(design);
    const thinned = total({ ...design, thinning: 25 });
    expect(naive.mean).toBeLessThan(design.budget);
    expect(thinned.mean).toBeGreaterThan(design.budget);
  });
});
