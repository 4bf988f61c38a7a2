import { countAtMost } from '@conceptwatch/core/numerics';
import { type Bets, betsFor, ConceptBaseline, cutRanks, Evidence, RankGrid, RollingKolmogorovSmirnov } from '@conceptwatch/core/drift';
import { CramerVonMises } from './cramer-von-mises';

/** A detector as a number after each score, larger meaning more alarm; what is compared is thresholds at equal run length. */
export interface Detector {
  next(score: number): number;
  /** Takes a score and says whether the number reaches a threshold, where that is cheaper than the number. */
  reaches?(score: number, threshold: number): boolean;
}

export interface DetectorKind {
  name: string;
  /** What depends on the baseline alone; the function it returns makes a fresh detector. */
  prepare(baseline: Float64Array): () => Detector;
}

/** Between two values of D there is more than this. */
const ROUNDING = 1e-10;

/** Tables that depend on the baseline's size alone. */
const tables = new Map<number, { ranks: number[]; bets: Bets }>();

export function tablesFor(n: number, delta = 0.01) {
  const key = n + delta;
  let found = tables.get(key);
  if (!found) {
    const ranks = cutRanks(n);
    tables.set(key, (found = { ranks, bets: betsFor(n, delta) }));
  }
  return found;
}

export const eSr: DetectorKind = {
  name: 'e-SR (ours)',
  prepare(baseline) {
    const { ranks, bets } = tablesFor(baseline.length);
    const concept = new ConceptBaseline(baseline, ranks);
    return () => {
      const evidence = new Evidence(bets);
      return { next: (score) => evidence.update(concept.cutsPassed(score, 0.5)) };
    };
  },
};

/** D of the last w scores, every second score. */
export const rollingKs = (window: number): DetectorKind => ({
  name: `rolling KS w=${window}`,
  prepare(baseline) {
    const grid = new RankGrid(Float64Array.from(baseline).sort());
    return () => {
      const ks = new RollingKolmogorovSmirnov({ baseline: grid, window });
      let count = 0;
      const isDue = (score: number) => {
        ks.update(score);
        return ++count >= window && count % 2 === 0;
      };
      return {
        next: (score) => (isDue(score) ? ks.distance() : 0),
        reaches: (score, threshold) => isDue(score) && ks.exceeds(threshold - ROUNDING),
      };
    };
  },
});

/** D of w fresh scores, once they are together. */
export const tumblingKs = (window: number): DetectorKind => ({
  name: `tumbling KS w=${window}`,
  prepare(baseline) {
    const grid = new RankGrid(Float64Array.from(baseline).sort());
    return () => {
      const ks = new RollingKolmogorovSmirnov({ baseline: grid, window });
      let count = 0;
      return {
        next(score) {
          ks.update(score);
          return ++count % window === 0 ? ks.distance() : 0;
        },
      };
    };
  },
});

/** The largest normalised Cramér–von Mises statistic over windows, at every score: alibi-detect's CVMDriftOnline. */
export const rollingCvm = (...windows: number[]): DetectorKind => ({
  name: `CvM w=${windows.join('+')} (alibi-detect)`,
  prepare(baseline) {
    const sorted = Float64Array.from(baseline).sort();
    return () => {
      const parts = windows.map((window) => new CramerVonMises(sorted.length, window));
      return {
        next(score) {
          const below = countAtMost(sorted, score);
          return parts.reduce((largest, part) => Math.max(largest, part.update(below)), 0);
        },
      };
    };
  },
});

/** Page's two-sided CUSUM on scores standardised by the baseline; `reference` in standard deviations. */
export const cusum = (reference: number): DetectorKind => ({
  name: `CUSUM k=${reference}σ`,
  prepare(baseline) {
    const mean = baseline.reduce((sum, x) => sum + x, 0) / baseline.length;
    const deviation = Math.sqrt(baseline.reduce((sum, x) => sum + (x - mean) ** 2, 0) / baseline.length);
    return () => {
      let [up, down] = [0, 0];
      return {
        next(score) {
          const z = (score - mean) / deviation;
          up = Math.max(0, up + z - reference);
          down = Math.max(0, down - z - reference);
          return Math.max(up, down);
        },
      };
    };
  },
});

export const DETECTORS: DetectorKind[] = [
  eSr,
  ...[50, 100, 200, 500, 1000].map(rollingKs),
  ...[100, 500].map(tumblingKs),
  ...[50, 100, 200, 500].map((window) => rollingCvm(window)),
  rollingCvm(50, 100, 200, 500),
  cusum(0.125),
  cusum(0.5),
];
