import { countAtMost, countBelow } from '@conceptwatch/core/numerics';
import { RankGrid } from './rank-grid';
import { uniformOfIndex } from './tie-breaker';

/**
 * One concept's baseline: the rank grid for D, the cuts for the alarm. Shared by every monitor that uses it.
 * @example new ConceptBaseline([3, 1, 2, 4], [2, 3]).cutsPassed(2.5, 0.5) // 1
 */
export class ConceptBaseline {
  readonly grid: RankGrid;
  /** Score of each cut, ascending. */
  private readonly cutValues: Float64Array;
  /** The tie-breaking number of each cut's own order statistic. */
  private readonly cutTies: Float64Array;

  /**
   * @param scores in the order of time, without NaN @param ranks 1-based order statistics that are the alarm's cuts
   * @param step every how many-th score the alarm's cuts are taken from; the grid has them all
   */
  constructor(scores: ArrayLike<number>, ranks: readonly number[], step = 1) {
    const sorted = Float64Array.from(scores as ArrayLike<number>);
    for (let i = 0; i < sorted.length; i++) if (Number.isNaN(sorted[i])) throw new RangeError(`the baseline has NaN at index ${i}`);
    sorted.sort();
    this.grid = new RankGrid(sorted);
    const thinned = step === 1 ? sorted : Float64Array.from(scores as ArrayLike<number>).filter((_, i) => i % step === 0).sort();
    this.cutValues = Float64Array.from(ranks, (rank) => thinned[rank - 1]);
    this.cutTies = Float64Array.from(ranks, (rank) => tieOf(thinned, rank));
  }

  /** How many cuts lie at or below the score, ties broken by `tie`. O(cuts). */
  cutsPassed(score: number, tie: number): number {
    const { cutValues, cutTies } = this;
    let passed = 0;
    while (passed < cutValues.length && (cutValues[passed] < score || (cutValues[passed] === score && cutTies[passed] <= tie))) passed++;
    return passed;
  }

  /** Score of a cut. */
  cutAt(cut: number): number {
    return this.cutValues[cut];
  }
}

/** Among equal baseline values the order is that of their own tie-breaking numbers. */
function tieOf(sorted: Float64Array, rank: number): number {
  const value = sorted[rank - 1];
  const from = countBelow(sorted, value);
  const to = countAtMost(sorted, value);
  const ties = Float64Array.from({ length: to - from }, (_, i) => uniformOfIndex(from + i)).sort();
  return ties[rank - 1 - from];
}
