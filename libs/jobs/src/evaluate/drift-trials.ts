import { compareSamples } from '@conceptwatch/core/drift';
import type { EmbeddedBank } from '../bank/embedded-bank';

export interface DriftTrials {
  concept: string;
  trials: number;
  /** How often the concept was the strongest of those that rose. */
  first: number;
  meanDistance: number;
  /** What was first instead, and how often. */
  instead: Record<string, number>;
}

/** Scores of a pool of images: per concept, in the bank's order, one value an image. */
export type ScorePool = Float32Array[];

/**
 * How often a known change is named first: `share` of the window comes from the shifted pool, the rest and the whole
 * baseline from the normal one, without overlap.
 *
 * @param draw a permutation of 0..n−1, different for every call; the source of randomness is the caller's
 */
export function driftTrials(
  bank: EmbeddedBank,
  pools: { concept: string; normal: ScorePool; shifted: ScorePool },
  design: { trials: number; size: number; share: number; draw: (n: number) => number[] },
): DriftTrials {
  const concepts = bank.definition.concepts.map(({ slug }) => slug);
  const target = concepts.indexOf(pools.concept);
  if (target < 0) throw new RangeError(`driftTrials: the bank "${bank.definition.name}" has no concept "${pools.concept}"`);
  const result: DriftTrials = { concept: pools.concept, trials: design.trials, first: 0, meanDistance: 0, instead: {} };
  for (let trial = 0; trial < design.trials; trial++) {
    const risen = riseOfAll(pools, design);
    const winner = risen.indexOf(Math.max(...risen));
    result.meanDistance += Math.abs(risen[target]) / design.trials;
    if (winner === target) result.first++;
    else result.instead[concepts[winner]] = (result.instead[concepts[winner]] ?? 0) + 1;
  }
  return result;
}

function riseOfAll(pools: { normal: ScorePool; shifted: ScorePool }, { size, share, draw }: { size: number; share: number; draw: (n: number) => number[] }): number[] {
  const moved = Math.round(size * share);
  const normal = draw(pools.normal[0].length);
  const shifted = draw(pools.shifted[0].length).slice(0, moved);
  if (normal.length < 2 * size - moved || shifted.length < moved) throw new RangeError(`driftTrials requires ${2 * size - moved} normal and ${moved} shifted images`);
  return pools.normal.map((scores, k) => {
    const baseline = Float32Array.from(normal.slice(0, size), (row) => scores[row]);
    const window = Float32Array.from([...normal.slice(size, 2 * size - moved).map((row) => scores[row]), ...shifted.map((row) => pools.shifted[k][row])]);
    const { distance, sign } = compareSamples(baseline, window);
    return sign * distance;
  });
}
