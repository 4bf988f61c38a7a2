import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dirichletMeanBound } from '@conceptwatch/core/numerics';
import { betsFor, cutRanks, Evidence, judgeBaseline, smallestProvableEffect } from './index';

const DELTA = 0.01;
const tables = new Map([50, 51, 300, 10_000].map((n) => [n, betsFor(n, DELTA)]));

/** E[factor] of every component when a score falls into the groups with these probabilities. */
function expectations(n: number, shares: readonly number[]): number[] {
  const { components, factors } = tables.get(n) as ReturnType<typeof betsFor>;
  return Array.from({ length: components }, (_, c) => shares.reduce((sum, share, i) => sum + share * factors[i * components + c], 0));
}

const sharesOf = (n: number): number[] => [...cutRanks(n), n + 1].map((rank, i, all) => (rank - (i > 0 ? all[i - 1] : 0)) / (n + 1));

describe('betsFor', () => {
  it.each([...tables])('expects less than 1 where the baseline is as it should be, n = %i', (n, { weights, components }) => {
    for (const mean of expectations(n, sharesOf(n))) expect(mean).toBeLessThan(1);
    expect(weights.length).toBe(components);
    expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  });

  it('is wrong for as many baselines as it says: 10 of 1,000', () => {
    let state = 5;
    const uniform = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 0.5) / 4294967296;
    let wrong = 0;
    for (let run = 0; run < 1000; run++) {
      const sorted = Float64Array.from({ length: 300 }, uniform).sort();
      const cuts = cutRanks(300).map((rank) => sorted[rank - 1]);
      const shares = [...cuts, 1].map((to, i) => to - (i > 0 ? cuts[i - 1] : 0));
      wrong += expectations(300, shares).filter((mean) => mean > 1).length;
    }
    expect(wrong).toBeGreaterThan(1);
    expect(wrong).toBeLessThan(30);
  });

  it('bounds a bet on one cut by the upper bound of its share', () => {
    const n = 10_000;
    const { components, factors } = tables.get(n) as ReturnType<typeof betsFor>;
    const ranks = cutRanks(n);
    const median = ranks.indexOf(5000);
    const high = dirichletMeanBound([1, 0], [5000, n - 5000 + 1], DELTA / 81);
    const share = 5000 / (n + 1);
    const moved = share + 0.15 * (1 - share);
    const [below, above] = [moved / share, (1 - moved) / (1 - share)];
    const bound = below * high + above * (1 - high);
    const found = Array.from({ length: components }, (_, c) => c).some((c) => Math.abs(factors[median * components + c] - below / bound) < 1e-9 && Math.abs(factors[(median + 1) * components + c] - above / bound) < 1e-9);
    expect(found).toBe(true);
  });

  it('grows for any change of a share that the baseline can prove', () => {
    const n = 10_000;
    const shares = sharesOf(n);
    const effect = smallestProvableEffect(n, 1);
    expect(effect).toBeLessThan(0.05);
    const places = [2, 4, 6, 8, 10, 12, 14];
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.boolean(), fc.double({ min: 1.01, max: 10, noNaN: true }), (cut, more, times) => {
        const below = shares.slice(0, cut + 1).reduce((a, b) => a + b, 0);
        const moved = below + (more ? 1 : -1) * times * effect;
        fc.pre(moved > 0 && moved < 1);
        const after = shares.map((share, i) => (i <= cut ? (share * moved) / below : (share * (1 - moved)) / (1 - below)));
        const { components, factors } = tables.get(n) as ReturnType<typeof betsFor>;
        const growth = Array.from({ length: components }, (_, c) => after.reduce((sum, share, i) => sum + share * Math.log(factors[i * components + c]), 0));
        expect(Math.max(...growth)).toBeGreaterThan(0);
      }),
    );
  });
});

it('smallestProvableEffect falls with the baseline and grows with the bank; the verdict says what to do', () => {
  const effects = [50, 300, 1000, 10_000, 100_000].map((n) => smallestProvableEffect(n, 1));
  expect([...effects].sort((a, b) => b - a)).toEqual(effects);
  expect(smallestProvableEffect(1000, 100)).toBeGreaterThan(effects[2]);
  expect(judgeBaseline(10_000, 100).status).toBe('ok');
  expect(judgeBaseline(200, 100)).toMatchObject({ status: 'small', advice: expect.stringContaining('only changes of more than about') as string });
  expect(judgeBaseline(49, 1).status).toBe('too-small');
});

describe('Evidence', () => {
  const bets = tables.get(300) as ReturnType<typeof betsFor>;

  it('is the weighted mean of its components, each M ← (M + 1)·L', () => {
    const evidence = new Evidence(bets);
    const plain = new Float64Array(bets.components);
    for (const passed of [3, 0, 17, 9, 9, 12]) {
      const value = evidence.update(passed);
      for (let c = 0; c < plain.length; c++) plain[c] = (plain[c] + 1) * bets.factors[passed * bets.components + c];
      expect(value).toBeCloseTo(plain.reduce((sum, m, c) => sum + bets.weights[c] * m, 0), 9);
    }
    expect(new Evidence(bets, evidence.state.slice()).value()).toBeCloseTo(evidence.value(), 12);
  });

  it('begins at a value', () => {
    expect(Evidence.startingAt(bets, 42).value()).toBeCloseTo(42, 9);
  });
});
