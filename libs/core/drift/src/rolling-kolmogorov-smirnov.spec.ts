import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extremeGaps } from './extreme-gaps';
import { kolmogorovSmirnov } from './kolmogorov-smirnov';
import { RankGrid } from './rank-grid';
import { RollingKolmogorovSmirnov } from './rolling-kolmogorov-smirnov';

/** The definition itself, in quadratic time. */
function naiveGap(baseline: readonly number[], window: readonly number[]): number {
  const share = (values: readonly number[], x: number) => values.filter((value) => value <= x).length;
  return Math.max(...[...baseline, ...window].map((x) => Math.abs(share(baseline, x) * window.length - share(window, x) * baseline.length)));
}

const ordinary = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -2, max: 2, noNaN: true }), fc.constantFrom(0, -0, Infinity, -Infinity, 5e-324, -5e-324, 1e308, -1e308));
const float32 = fc.float({ noNaN: true });
const int8 = fc.integer({ min: -128, max: 127 });
const scores = fc.oneof(
  fc.array(ordinary, { minLength: 1, maxLength: 40 }),
  fc.array(float32, { minLength: 1, maxLength: 40 }),
  fc.array(int8, { minLength: 1, maxLength: 40 }),
  fc.array(fc.constantFrom(1, 2), { minLength: 1, maxLength: 40 }),
);

describe('kolmogorovSmirnov against the definition', () => {
  it('has the naive D as an integer fraction, with the right sign', () => {
    fc.assert(
      fc.property(scores, scores, (baseline, window) => {
        const { distance, sign } = kolmogorovSmirnov(baseline, window);
        const scale = baseline.length * window.length;
        expect(Math.round(distance * scale)).toBe(naiveGap(baseline, window));
        const mirrored = kolmogorovSmirnov(window, baseline);
        expect(mirrored.distance).toBe(distance);
        if (distance > 0 && mirrored.sign === sign) expect(sign).toBe(1);
      }),
      { numRuns: 300 },
    );
  });
});

describe('RollingKolmogorovSmirnov against the definition, after every value', () => {
  it('has the D, sign and gains of the window', () => {
    fc.assert(
      fc.property(scores, scores, fc.integer({ min: 1, max: 12 }), (baseline, stream, window) => {
        const ks = new RollingKolmogorovSmirnov({ baseline, window });
        stream.forEach((x, t) => {
          ks.update(x);
          const held = stream.slice(Math.max(0, t + 1 - window), t + 1);
          const { distance, count, rose, fell } = ks.value();
          const expected = kolmogorovSmirnov(baseline, held);
          expect(count).toBe(held.length);
          expect(distance).toBe(expected.distance);
          expect(Math.max(rose, fell)).toBe(distance);
          expect(ks.distance()).toBe(distance);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('equals the plain scan over many blocks, decides thresholds exactly, and finds every bucket', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 900 }), fc.constantFrom(1, 7, 64, 200), fc.constantFrom(5, 40, 1e9), (seed, n, window, levels) => {
        let state = seed;
        const uniform = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;
        const draw = () => Math.floor((uniform() + uniform()) * levels) / levels;
        const grid = new RankGrid(Float64Array.from({ length: n }, draw).sort());
        const ks = new RollingKolmogorovSmirnov({ baseline: grid, window });
        const deciders = [0.1, 0.2, 0.35].map((threshold) => ({ threshold, rolling: new RollingKolmogorovSmirnov({ baseline: grid, window }) }));
        for (let t = 0; t < 400; t++) {
          const x = t > 200 ? draw() + 0.3 : draw();
          ks.update(x);
          const bucket = grid.bucketOf(x);
          if (bucket % 2 === 1) expect(grid.values[(bucket - 1) / 2]).toBe(x);
          else expect(grid.values.filter((value) => value < x)).toHaveLength(bucket / 2);
          const counts = ks.bucketCounts();
          const w = Math.min(t + 1, window);
          const { above, aboveAt, below, belowAt } = extremeGaps(grid, counts, w);
          const plain = Math.max(above, below) / (n * w);
          for (const { threshold, rolling } of deciders) {
            rolling.update(x);
            expect(rolling.exceeds(threshold)).toBe(plain > threshold);
          }
          if (t % 3 > 0) continue;
          const { distance, location, rose, fell } = ks.value();
          expect([distance, rose * n * w, fell * n * w].map((x, i) => (i ? Math.round(x) : x))).toEqual([plain, above, below]);
          expect(location).toBe(grid.valueAt(below > above ? belowAt : aboveAt));
        }
      }),
      { numRuns: 12 },
    );
  });

  it('has the D of one worker when windows are merged, and goes on from its state', () => {
    fc.assert(
      fc.property(scores, scores, scores, (baseline, a, b) => {
        const grid = new RankGrid(Float64Array.from(baseline).sort());
        const [one, two, all] = [a.length, b.length, a.length + b.length].map((window) => new RollingKolmogorovSmirnov({ baseline: grid, window }));
        a.forEach((x) => one.update(x));
        b.forEach((x) => two.update(x));
        [...a, ...b].forEach((x) => all.update(x));
        expect(one.merged([two])).toEqual(all.value());
        const again = RollingKolmogorovSmirnov.fromState(one.toState(), grid, a.length);
        expect(again.value()).toEqual(one.value());
        expect(again.toState()).toEqual(one.toState());
      }),
      { numRuns: 100 },
    );
  });

  it('refuses NaN and a window of nothing', () => {
    expect(() => new RollingKolmogorovSmirnov({ baseline: [1], window: 2 }).update(NaN)).toThrow(/NaN/);
    expect(() => new RollingKolmogorovSmirnov({ baseline: [1], window: 0 })).toThrow(/at least one value/);
    expect(() => new RollingKolmogorovSmirnov({ baseline: [1, NaN], window: 2 })).toThrow(/NaN at index 1/);
  });

  it('holds a baseline of a million and a large window', () => {
    const baseline = Float64Array.from({ length: 1_000_000 }, (_, i) => Math.sin(i));
    const ks = new RollingKolmogorovSmirnov({ baseline, window: 70_000 });
    for (let i = 0; i < 70_100; i++) ks.update(Math.sin(i * 1.7) * 0.9);
    const window = Float64Array.from({ length: 70_000 }, (_, i) => Math.sin((i + 100) * 1.7) * 0.9);
    expect(ks.value().distance).toBe(kolmogorovSmirnov(baseline, window, { method: 'asymptotic' }).distance);
  });

  it('needs at most 64 kB per concept with its evidence at n = 10,000, w = 5,000', () => {
    const baseline = Float64Array.from({ length: 10_000 }, (_, i) => i);
    const evidence = 120 * 8 + 2048;
    expect(new RollingKolmogorovSmirnov({ baseline, window: 5000 }).bytes + evidence).toBeLessThanOrEqual(64_000);
  });
});
