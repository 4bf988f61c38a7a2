import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignmentQuality, applyAffine, choleskyInPlace, NormalEquations, plainMultiplication, solvePositiveDefinite } from './index';

const numbers = (length: number) => fc.array(fc.float({ min: -2, max: 2, noNaN: true, noDefaultInfinity: true }), { minLength: length, maxLength: length }).map((v) => Float32Array.from(v));

describe('NormalEquations', () => {
  it('equals its example', async () => {
    const equations = new NormalEquations(1, 1);
    await equations.update(Float32Array.of(0, 1, 2), Float32Array.of(1, 3, 5));
    expect(await equations.solve(0)).toMatchObject({ weight: Float32Array.of(2), bias: Float32Array.of(1), ridge: 0 });
    const { source, target } = await equations.statistics();
    expect([source.mean[0], source.deviation[0], target.mean[0]].map((v) => v.toFixed(4))).toEqual(['1.0000', '0.8165', '3.0000']);
  });

  it('finds an affine map again, in one piece, in batches, or merged from parts', async () => {
    await fc.assert(
      fc.asyncProperty(numbers(6), numbers(2), numbers(60), fc.integer({ min: 1, max: 19 }), async (weight, bias, source, cut) => {
        fc.pre(variance(source, 3) > 0.05);
        const target = applyAffine({ sourceDimension: 3, targetDimension: 2, weight, bias }, source);
        const [whole, batches, left, right] = Array.from({ length: 4 }, () => new NormalEquations(3, 2));
        await whole.update(source, target);
        await left.update(source.subarray(0, 3 * cut), target.subarray(0, 2 * cut));
        await right.update(source.subarray(3 * cut), target.subarray(2 * cut));
        for (let i = 0; i < 20; i++) await batches.update(source.subarray(3 * i, 3 * i + 3), target.subarray(2 * i, 2 * i + 2));
        await left.merge(right);
        expect(left.count).toBe(20);
        for (const equations of [whole, batches, left]) {
          applyAffine(await equations.solve(), source).forEach((value, i) => expect(value).toBeCloseTo(target[i], 2));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('goes on from a state as if it had never stopped', async () => {
    const rows = (from: number, to: number, d: number) => Float32Array.from({ length: (to - from) * d }, (_, i) => Math.sin((from * d + i) * 1.7) + ((from * d + i) % 5));
    const [whole, first, second] = Array.from({ length: 3 }, () => new NormalEquations(3, 2));
    await whole.update(rows(0, 30, 3), rows(0, 30, 2));
    await expect(first.state()).rejects.toThrow(/before its first pair/);
    await first.update(rows(0, 11, 3), rows(0, 11, 2));
    const state = await first.state();
    second.restore(structuredClone(state));
    await second.update(rows(11, 30, 3), rows(11, 30, 2));
    expect(second.count).toBe(30);
    const [expected, resumed] = [await whole.solve(), await second.solve()];
    resumed.weight.forEach((value, i) => expect(value).toBeCloseTo(expected.weight[i], 4));
    expect(() => second.restore(state)).toThrow(/before its first pair/);
    expect(() => new NormalEquations(4, 2).restore(state)).toThrow(/of 4 and 2 dimensions .* of 3 and 2/);
  });

  it('agrees with a direct solution over several chunks and blocks', async () => {
    const [n, ds, dt] = [4100, 257, 2];
    const value = (i: number) => Math.sin(i * 12.9898) + ((i * 7919) % 101) / 101;
    const source = Float32Array.from({ length: n * ds }, (_, i) => value(i) + 100 * ((i % ds) % 3));
    const truth = { sourceDimension: ds, targetDimension: dt, weight: Float32Array.from({ length: dt * ds }, (_, i) => Math.cos(i) / 10), bias: Float32Array.of(1, 2) };
    const target = applyAffine(truth, source);
    const equations = new NormalEquations(ds, dt);
    await equations.update(source, target);
    expect(alignmentQuality(applyAffine(await equations.solve(1e-9), source), target, dt).r2Centred).toBeGreaterThan(0.99999);
  });

  it('takes fewer pairs than dimensions by more ridge', async () => {
    const equations = new NormalEquations(8, 1);
    await equations.update(Float32Array.from({ length: 24 }, (_, i) => Math.sin(i * i)), Float32Array.of(1, 2, 3));
    const map = await equations.solve(0);
    expect(map.ridge).toBeGreaterThan(0);
    expect(applyAffine(map, Float32Array.from({ length: 8 }, (_, i) => Math.sin(i * i)))[0]).toBeCloseTo(1, 3);
  });

  it('chooses the ridge of few pairs so that it predicts others, in one piece or merged', async () => {
    const [n, ds] = [40, 30];
    const noise = (i: number) => 2 * ((((Math.sin(i * 12.9898 + 0.3) * 43758.5453) % 1) + 1) % 1) - 1;
    const rows = (from: number, to: number) => Float32Array.from({ length: (to - from) * ds }, (_, i) => noise(from * ds + i));
    const targets = (source: Float32Array, from: number) => Float32Array.from({ length: source.length / ds }, (_, row) => source[row * ds] + 0.8 * noise(90_000 + from + row));
    const [whole, left, right] = Array.from({ length: 3 }, () => new NormalEquations(ds, 1));
    await whole.update(rows(0, n), targets(rows(0, n), 0));
    await left.update(rows(0, 15), targets(rows(0, 15), 0));
    await right.update(rows(15, n), targets(rows(15, n), 15));
    await left.merge(right);
    const [chosen, merged, tight] = [await whole.solve(), await left.solve(), await whole.solve(1e-6)];
    expect(merged.ridge).toBe(chosen.ridge);
    expect(chosen.ridge).toBeGreaterThan(0.01);
    const judged = rows(1000, 3000);
    const r2 = (map: typeof chosen) => alignmentQuality(applyAffine(map, judged), targets(judged, 1000), 1).r2;
    expect(r2(chosen)).toBeGreaterThan(r2(tight) + 0.2);
  });

  it('refuses what cannot be fitted', async () => {
    const equations = new NormalEquations(2, 1);
    await expect(equations.solve()).rejects.toThrow(/at least 2 pairs/);
    await expect(equations.update(new Float32Array(3), new Float32Array(1))).rejects.toThrow(/pairs of 2 and 1/);
    await equations.update(new Float32Array(8), new Float32Array(4));
    await expect(equations.solve()).rejects.toThrow(/positive definite/);
    await expect(equations.merge(new NormalEquations(3, 1))).rejects.toThrow(/cannot take/);
  });
});

describe('solvePositiveDefinite', () => {
  it('solves across blocks', async () => {
    const n = 300;
    const a = Float64Array.from({ length: n * n }, (_, i) => {
      const [r, c] = [Math.floor(i / n), i % n];
      return Math.exp(-Math.abs(r - c) / 20) + (r === c ? 1 : 0);
    });
    const x = Float64Array.from({ length: n * 2 }, (_, i) => Math.sin(i));
    const b = await plainMultiplication.multiply(a, x, { rows: n, inner: n, columns: 2 });
    const solution = await solvePositiveDefinite({ a: Float64Array.from(a), n, b, columns: 2 }, plainMultiplication);
    solution.forEach((value, i) => expect(value).toBeCloseTo(x[i], 9));
  });
});

/** Smallest variance of a dimension. */
function variance(rows: Float32Array, dimension: number): number {
  return Math.min(
    ...Array.from({ length: dimension }, (_, d) => {
      const values = [...rows].filter((_, i) => i % dimension === d);
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      return values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    }),
  );
}

describe('choleskyInPlace', () => {
  it('factors the textbook matrix', () => {
    const a = Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98);
    choleskyInPlace(a, 3);
    expect([a[0], a[3], a[4], a[6], a[7], a[8]]).toEqual([2, 6, 1, -8, 5, 3]);
  });
});

describe('alignmentQuality', () => {
  it('is 1 for the target itself and 0 in R² for its means', () => {
    const target = Float32Array.of(1, 2, 3, 8);
    expect(alignmentQuality(target, target, 2)).toEqual({ r2: 1, r2Centred: 1, r2PerDimension: Float64Array.of(1, 1), cosine: 1 });
    expect(alignmentQuality(new Float32Array(4).fill(3.5), target, 2).r2).toBeCloseTo(0, 12);
    expect(alignmentQuality(Float32Array.of(2, 5, 2, 5), target, 2).r2Centred).toBeCloseTo(0, 12);
    expect(alignmentQuality(Float32Array.of(1, 5, 3, 5), target, 2).r2PerDimension).toEqual(Float64Array.of(1, 0));
    expect(() => alignmentQuality(new Float32Array(2), target, 2)).toThrow(/same number/);
  });
});

describe('applyAffine', () => {
  it('adds in the order of the plain loop, bit for bit, whatever the shape', () => {
    expect(applyAffine({ sourceDimension: 2, targetDimension: 1, weight: Float32Array.of(2, 3), bias: Float32Array.of(1) }, Float32Array.of(1, 1))).toEqual(Float32Array.of(6));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 10 }), fc.func(fc.float({ min: -2, max: 2, noNaN: true })), (rows, ds, dt, at) => {
        const map = { sourceDimension: ds, targetDimension: dt, weight: Float32Array.from({ length: dt * ds }, (_, i) => at('weight', i)), bias: Float32Array.from({ length: dt }, (_, j) => at('bias', j)) };
        const source = Float32Array.from({ length: rows * ds }, (_, i) => at('source', i));
        const plain = Float32Array.from({ length: rows * dt }, (_, k) => {
          const [row, j] = [Math.floor(k / dt), k % dt];
          let sum = map.bias[j];
          for (let i = 0; i < ds; i++) sum += map.weight[j * ds + i] * source[row * ds + i];
          return sum;
        });
        expect(applyAffine(map, source)).toEqual(plain);
      }),
    );
  });

  it('refuses a part of a row', () => {
    expect(() => applyAffine({ sourceDimension: 2, targetDimension: 1, weight: Float32Array.of(2, 3), bias: Float32Array.of(1) }, Float32Array.of(1))).toThrow(/whole rows of 2 values, got 1/);
  });
});
