import { describe, expect, it } from 'vitest';
import { alignComponents, applyAffine, dataFreeAligner, fitByCrossEntropy, plainMultiplication, principalComponents } from './index';

const noise = (i: number): number => 2 * ((((Math.sin(i * 12.9898) * 43758.5453) % 1) + 1) % 1) - 1;
const inOrder = (n: number): number[] => Array.from({ length: n }, (_, i) => (i * 7) % n);

describe('fitByCrossEntropy', () => {
  it('turns vectors towards the text of their class', async () => {
    const labels = Array.from({ length: 200 }, (_, i) => i % 2);
    const source = Float32Array.from(labels.flatMap((label, i) => [label ? 2 : -2, noise(i), noise(i + 999)]));
    const head = Float32Array.of(1, 0, 0, 1);
    const start = { sourceDimension: 3, targetDimension: 2, weight: Float32Array.of(0.1, 0.2, 0.1, -0.1, 0.1, 0.2), bias: Float32Array.of(0.1, 0.1) };
    const map = await fitByCrossEntropy({ source, sourceDimension: 3, labels, head, targetDimension: 2 }, { start, permute: inOrder, epochs: 20 }, plainMultiplication);
    const mapped = applyAffine(map, source);
    const right = labels.filter((label, i) => mapped[2 * i + label] > mapped[2 * i + 1 - label]).length;
    expect(right / labels.length).toBeGreaterThan(0.95);
    await expect(fitByCrossEntropy({ source, sourceDimension: 3, labels: [1], head, targetDimension: 2 }, { start, permute: inOrder }, plainMultiplication)).rejects.toThrow(/label per row/);
  });
});

describe('dataFreeAligner', () => {
  it('writes a head as text head after aligner', async () => {
    const heads = { sourceHead: Float32Array.of(1, 2, 3, 4, 5, 6), sourceBias: Float32Array.of(1, -1), sourceDimension: 3, textHead: Float32Array.of(1, 0, 0.6, 0.8), targetDimension: 2 };
    const map = await dataFreeAligner(heads, 1e-9);
    const z = applyAffine(map, Float32Array.of(1, 1, 1));
    expect(z[0]).toBeCloseTo(7, 3);
    expect(0.6 * z[0] + 0.8 * z[1]).toBeCloseTo(14, 3);
    await expect(dataFreeAligner({ ...heads, sourceBias: Float32Array.of(1) })).rejects.toThrow(/same classes/);
  });
});

describe('principal components', () => {
  const rows = Float32Array.from({ length: 400 * 5 }, (_, i) => noise(i) * [1, 10, 3, 0.5, 6][i % 5] + 7);

  it('are the axes of largest variance', () => {
    const { axes, variances } = principalComponents(rows, 5, 3);
    expect([1, 4, 2].map((axis, c) => Math.abs(axes[c * 5 + axis]))).toEqual([expect.closeTo(1, 1), expect.closeTo(1, 1), expect.closeTo(1, 1)]);
    expect(variances[0]).toBeGreaterThan(variances[1]);
    expect(() => principalComponents(rows, 5, 6)).toThrow(/between 1 and 5/);
  });

  it('correspond to themselves, whatever a rotation does', () => {
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    const turned = Float32Array.from(rows, (_, i) => {
      const at = i - (i % 5);
      return i % 5 === 0 ? c * rows[at] - s * rows[at + 1] : i % 5 === 1 ? s * rows[at] + c * rows[at + 1] : rows[i];
    });
    const { weight, diagonal, random } = alignComponents({ source: rows, target: turned, sourceDimension: 5, targetDimension: 5 }, 3);
    for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) expect(Math.abs(weight[3 * i + j])).toBeCloseTo(i === j ? 1 : 0, 2);
    expect([...diagonal].map((value) => Number(value.toFixed(3)))).toEqual([1, 1, 1]);
    expect([...random]).toEqual([1, 1, 1]);
  });
});
