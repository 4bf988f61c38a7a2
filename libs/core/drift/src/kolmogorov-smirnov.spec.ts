import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kolmogorovSmirnov } from './kolmogorov-smirnov';
import { RollingKolmogorovSmirnov } from './rolling-kolmogorov-smirnov';

type Json = number | string;
interface Case {
  id: string;
  tags: string[];
  baseline: Json[];
  window: Json[];
  nan_policy: string;
  D: Json;
  D_fraction: [number, number] | null;
  D_locations: Json[];
  D_locations_count: number;
  signs: number[];
  p_exact: number | null;
  p_asymp: number | null;
}
interface Rolling {
  id: string;
  window_size: number;
  baseline: Json[];
  stream: Json[];
  steps: { t: number; count: number; D: number; D_fraction: [number, number]; D_locations?: Json[]; signs?: number[] }[];
}

const { cases, rolling } = JSON.parse(readFileSync('test/fixtures/drift/reference_cases.json', 'utf8')) as { cases: Case[]; rolling: Rolling[] };
const numbers = (values: Json[]) => values.map(Number);
const hasNaN = ({ baseline, window }: Case) => [...baseline, ...window].includes('NaN');

function expectP(actual: number, expected: number | null): void {
  if (expected === null) return;
  if (expected < 1e-200) expect(Math.abs(actual - expected)).toBeLessThan(1e-12);
  else expect(Math.abs(actual / expected - 1)).toBeLessThan(1e-9);
}

describe('kolmogorovSmirnov against the reference cases of SciPy', () => {
  it.each(cases.filter((c) => !hasNaN(c)).map((c) => [`${c.id} ${c.tags.join(' ')}`, c] as const))('%s', (_, c) => {
    const [n, w] = [c.baseline.length, c.window.length];
    const result = kolmogorovSmirnov(numbers(c.baseline), numbers(c.window), { method: 'asymptotic' });
    expect(Math.abs(result.distance - Number(c.D))).toBeLessThan(1e-12);
    const [numerator, denominator] = c.D_fraction as [number, number];
    expect(Math.round(result.distance * n * w) * denominator).toBe(numerator * n * w);
    if (c.D_locations_count <= c.D_locations.length) expect(numbers(c.D_locations)).toContain(result.location);
    expect(c.signs).toContain(result.sign);
    expectP(result.pValue, c.p_asymp);
    if (c.p_exact !== null && n * w <= 2e8) expectP(kolmogorovSmirnov(numbers(c.baseline), numbers(c.window), { method: 'exact' }).pValue, c.p_exact);
  });

  it.each(cases.filter(hasNaN).map((c) => [c.id, c] as const))('%s: refuses NaN and names its place', (_, c) => {
    expect(() => kolmogorovSmirnov(numbers(c.baseline), numbers(c.window))).toThrow(/NaN at index \d+/);
  });
});

describe('RollingKolmogorovSmirnov against the reference streams', () => {
  it.each(rolling.map((r) => [r.id, r] as const))('%s', (_, r) => {
    const ks = new RollingKolmogorovSmirnov({ baseline: numbers(r.baseline), window: r.window_size });
    const steps = new Map(r.steps.map((step) => [step.t, step]));
    numbers(r.stream).forEach((x, t) => {
      ks.update(x);
      const step = steps.get(t);
      if (!step) return;
      const { distance, count } = ks.value();
      expect(count).toBe(step.count);
      expect(Math.abs(distance - step.D)).toBeLessThan(1e-12);
    });
  });
});
