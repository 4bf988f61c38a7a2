import { type Bets, betsFor } from './bets';
import { ConceptBaseline } from './concept-baseline';
import { cutRanks } from './cut-ranks';
import { DEFAULT_DELTA, smallestProvableEffect } from './provable-effect';

/** With fewer images than this no promise is made. */
export const FEWEST_IMAGES = 50;
/** A baseline that cannot prove such a change of a share is called small, where nothing else is asked for. */
const WANTED_EFFECT = 0.1;

export interface BaselineVerdict {
  status: 'ok' | 'small' | 'too-small';
  /** The smallest change of a share that can be proved; undefined when the baseline is too small for any. */
  smallestProvableEffect: number | undefined;
  /** What to do, in words; undefined when all is well. */
  advice: string | undefined;
}

/**
 * Judges whether a baseline of n images can carry a bank of K concepts.
 *
 * @param wanted smallest change of a share that must be found @param bets of this baseline, where they are made already
 * @example judgeBaseline(10_000, 100).status // 'ok'
 */
export function judgeBaseline(images: number, concepts: number, { wanted = WANTED_EFFECT, bets }: { wanted?: number; bets?: Bets } = {}): BaselineVerdict {
  if (images < FEWEST_IMAGES)
    return { status: 'too-small', smallestProvableEffect: undefined, advice: `The baseline has ${images} images; at least ${FEWEST_IMAGES} are needed, 10,000 are recommended.` };
  const effect = smallestProvableEffect(images, concepts, bets);
  if (effect <= wanted) return { status: 'ok', smallestProvableEffect: effect, advice: undefined };
  const percent = (share: number) => `${Number((share * 100).toPrecision(2))} %`;
  const advice = `With ${images} baseline images only changes of more than about ${percent(effect)} of images can be proved, and ${percent(wanted)} are asked for; ${effect < WANTED_EFFECT ? 'more' : '10,000'} are recommended.`;
  return { status: 'small', smallestProvableEffect: effect, advice };
}

/**
 * All concepts' baselines of one bank, and the detector's tables for their size. Made once, shared by every stream.
 * @example new BankBaseline([Float64Array.from({ length: 200 }, (_, i) => i)]).verdict.status // 'small'
 */
export class BankBaseline {
  readonly concepts: readonly ConceptBaseline[];
  readonly bets: Bets;
  readonly images: number;
  /** Images that the alarm's cuts are taken from: fewer than `images` when they were thinned. */
  readonly independent: number;
  /** Share of the baseline below each cut. */
  readonly quantiles: Float64Array;
  /** Share of the baseline below the middle of each group between cuts. */
  readonly middles: Float64Array;
  readonly verdict: BaselineVerdict;

  /**
   * @param sequences per concept the baseline's scores in the order of time, all of one length
   * @param options thinning: every how many-th image tells something new; wanted: smallest change that must be found; delta: probability of an unlucky baseline
   * @throws RangeError when there are fewer than 50 images after thinning
   */
  constructor(sequences: readonly ArrayLike<number>[], { delta = DEFAULT_DELTA, thinning = 1, wanted = WANTED_EFFECT } = {}) {
    if (sequences.length === 0) throw new RangeError('BankBaseline requires at least one concept');
    this.images = sequences[0].length;
    this.independent = Math.ceil(this.images / thinning);
    const apart = thinning === 1 ? '' : ` that lie ${thinning} apart`;
    if (this.independent < FEWEST_IMAGES) throw new RangeError(`BankBaseline requires at least ${FEWEST_IMAGES} baseline images${apart}, got ${this.independent}`);
    const ranks = cutRanks(this.independent);
    this.bets = betsFor(this.independent, delta / sequences.length);
    this.quantiles = Float64Array.from(ranks, (rank) => rank / (this.independent + 1));
    this.middles = Float64Array.from([...this.quantiles, 1], (share, i) => (share + (i > 0 ? this.quantiles[i - 1] : 0)) / 2);
    this.concepts = sequences.map((scores) => new ConceptBaseline(scores, ranks, thinning));
    this.verdict = judgeBaseline(this.independent, sequences.length, { wanted, bets: this.bets });
  }
}
