import { alternativesFor, ConceptBaseline, Evidence, quantileBands, RollingKolmogorovSmirnov } from '@conceptwatch/core/drift';

/** A detector as a number after each score, larger meaning more alarm; what is compared is thresholds at equal run length. */
export interface Detector {
  next(score: number): number;
}

export interface DetectorKind {
  name: string;
  make(baseline: Float64Array): Detector;
}

/** Tables that depend on the baseline's size alone. */
const tables = new Map<number, { bands: ReturnType<typeof quantileBands>; alternatives: ReturnType<typeof alternativesFor> }>();

export function tablesFor(n: number, delta = 0.01) {
  const key = n + delta;
  let found = tables.get(key);
  if (!found) {
    const bands = quantileBands(n, 15, delta);
    tables.set(key, (found = { bands, alternatives: alternativesFor(bands) }));
  }
  return found;
}

export const eSr: DetectorKind = {
  name: 'e-SR (ours)',
  make(baseline) {
    const { bands, alternatives } = tablesFor(baseline.length);
    const concept = new ConceptBaseline(baseline, bands);
    const evidence = new Evidence(alternatives);
    return { next: (score) => evidence.update(concept.cutsPassed(score, 0.5)) };
  },
};

/** D of the last w scores, every second score. */
export const rollingKs = (window: number): DetectorKind => ({
  name: `rolling KS w=${window}`,
  make(baseline) {
    const ks = new RollingKolmogorovSmirnov({ baseline, window });
    let count = 0;
    return {
      next(score) {
        ks.update(score);
        return ++count < window || count % 2 === 1 ? 0 : ks.distance();
      },
    };
  },
});

/** D of w fresh scores, once they are together. */
export const tumblingKs = (window: number): DetectorKind => ({
  name: `tumbling KS w=${window}`,
  make(baseline) {
    const ks = new RollingKolmogorovSmirnov({ baseline, window });
    let count = 0;
    return {
      next(score) {
        ks.update(score);
        return ++count % window === 0 ? ks.distance() : 0;
      },
    };
  },
});

/** Page's two-sided CUSUM on scores standardised by the baseline; `reference` in standard deviations. */
export const cusum = (reference: number): DetectorKind => ({
  name: `CUSUM k=${reference}σ`,
  make(baseline) {
    const mean = baseline.reduce((sum, x) => sum + x, 0) / baseline.length;
    const deviation = Math.sqrt(baseline.reduce((sum, x) => sum + (x - mean) ** 2, 0) / baseline.length);
    let [up, down] = [0, 0];
    return {
      next(score) {
        const z = (score - mean) / deviation;
        up = Math.max(0, up + z - reference);
        down = Math.max(0, down - z - reference);
        return Math.max(up, down);
      },
    };
  },
});

export const DETECTORS: DetectorKind[] = [eSr, ...[50, 100, 200, 500].map(rollingKs), ...[100, 500].map(tumblingKs), cusum(0.125), cusum(0.5)];
