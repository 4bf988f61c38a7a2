import { describe, expect, it } from 'vitest';
import { alignmentQuality, applyAffine, fitByRecipe, plainMultiplication } from './index';

const inOrder = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const noise = (i: number): number => (Math.sin(i * 12.9898) * 43758.5453) % 1;

describe('fitByRecipe', () => {
  it('comes near a map with a large bias, and undoes its scaling', async () => {
    const [n, ds, dt] = [2000, 4, 3];
    const truth = { sourceDimension: ds, targetDimension: dt, weight: Float32Array.from({ length: dt * ds }, (_, i) => noise(i + 5)), bias: Float32Array.of(1, -2, 0.5) };
    const source = Float32Array.from({ length: n * ds }, (_, i) => 3 * noise(i));
    const target = applyAffine(truth, source);
    const map = await fitByRecipe({ source, target, sourceDimension: ds, targetDimension: dt }, { epochs: 40, permute: inOrder, uniform: () => 0.5 }, plainMultiplication);
    expect(alignmentQuality(applyAffine(map, source), target, dt).r2).toBeGreaterThan(0.98);
    map.bias.forEach((value, j) => expect(value).toBeCloseTo(truth.bias[j], 0));
  });

  it('refuses a side that never varies', async () => {
    const pairs = { source: new Float32Array(4), target: Float32Array.of(1, 2), sourceDimension: 2, targetDimension: 1 };
    await expect(fitByRecipe(pairs, { permute: inOrder, uniform: () => 0 }, plainMultiplication)).rejects.toThrow(/vary/);
  });
});
