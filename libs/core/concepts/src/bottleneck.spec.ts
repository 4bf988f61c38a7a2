import { describe, expect, it } from 'vitest';
import { explainPrediction, fitSoftmaxRegression, logitShares, logitsOf } from './index';

const inOrder = (n: number): number[] => Array.from({ length: n }, (_, i) => (i * 7) % n);
const data = { rows: Float32Array.from({ length: 300 }, (_, i) => (i % 3 === Math.floor(i / 3) % 3 ? 5 : 0) + Math.sin(i) + 100), features: 3, labels: Array.from({ length: 100 }, (_, row) => row % 3), classes: 3 };

describe('fitSoftmaxRegression', () => {
  it('tells classes apart by features as they are given', () => {
    const classifier = fitSoftmaxRegression(data, { permute: inOrder });
    for (const [row, label] of data.labels.entries()) {
      const logits = logitsOf(classifier, data.rows.subarray(3 * row, 3 * row + 3));
      expect(logits.indexOf(Math.max(...logits))).toBe(label);
    }
  });

  it('learns by principal components what features share, and gives weights for features as they are', () => {
    const doubled = { ...data, features: 6, rows: Float32Array.from({ length: 600 }, (_, i) => data.rows[3 * Math.floor(i / 6) + (i % 3)] * (i % 6 < 3 ? 1 : -0.01)) };
    const classifier = fitSoftmaxRegression(doubled, { permute: inOrder, components: 3 });
    expect([classifier.weight.length, classifier.features]).toEqual([18, 6]);
    for (const [row, label] of doubled.labels.entries()) {
      const logits = logitsOf(classifier, doubled.rows.subarray(6 * row, 6 * row + 6));
      expect(logits.indexOf(Math.max(...logits))).toBe(label);
    }
  });

  it('refuses what has no classes', () => {
    expect(() => fitSoftmaxRegression({ ...data, classes: 1 }, { permute: inOrder })).toThrow(/at least two classes/);
    expect(() => fitSoftmaxRegression({ ...data, labels: [1] }, { permute: inOrder })).toThrow(/label per row/);
  });
});

describe('logit shares', () => {
  const classifier = { classes: 2, features: 3, weight: Float64Array.of(3, -1, 0, 1, 1, 2), bias: Float64Array.of(0, 0) };

  it('equal their example and add up to one in absolute value', () => {
    expect([...logitShares({ classes: 1, features: 2, weight: Float64Array.of(3, -1), bias: Float64Array.of(0) }, [1, 1], 0)]).toEqual([0.75, -0.25]);
    expect([...logitShares(classifier, [0, 0, 1], 0)]).toEqual([0, -0, 0]);
  });

  it('explain a decision against its runner-up', () => {
    const { predicted, runnerUp, reasons, contrasts } = explainPrediction(classifier, [2, 1, 0.5], 2);
    expect([predicted, runnerUp]).toEqual([0, 1]);
    expect(reasons.map(({ concept }) => concept)).toEqual([0, 2]);
    expect(contrasts[0]).toEqual({ concept: 0, share: 6 / 7 - 2 / 4 });
  });
});
