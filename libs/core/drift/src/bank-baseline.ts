import { type Alternatives, alternativesFor } from './alternatives';
import { ConceptBaseline } from './concept-baseline';
import { DEFAULT_CUTS, DEFAULT_DELTA, quantileBands, smallestProvableEffect } from './quantile-band';

/** With fewer images than this no promise is made. */
const FEWEST_IMAGES = 50;
/** From this band on the baseline is called small. */
const WIDE_BAND = 0.1;

export interface BaselineVerdict {
  status: 'ok' | 'small' | 'too-small';
  /** The smallest change of a share that can be proved; undefined when the baseline is too small for any. */
  smallestProvableEffect: number | undefined;
  /** What to do, in words; undefined when all is well. */
  advice: string | undefined;
}

/** Judges whether a baseline of n images can carry a bank of K concepts. */
export function judgeBaseline(images: number, concepts: number): BaselineVerdict {
  if (images < FEWEST_IMAGES)
    return { status: 'too-small', smallestProvableEffect: undefined, advice: `The baseline has ${images} images; at least ${FEWEST_IMAGES} are needed, 10,000 are recommended.` };
  const effect = smallestProvableEffect(images, concepts);
  if (effect < WIDE_BAND) return { status: 'ok', smallestProvableEffect: effect, advice: undefined };
  const percent = Math.round(effect * 100);
  return { status: 'small', smallestProvableEffect: effect, advice: `With ${images} baseline images only changes of more than about ${percent} % of images can be proved; 10,000 are recommended.` };
}

/** All concepts' baselines of one bank, and the detector's tables for their size. Made once, shared by every stream. */
export class BankBaseline {
  readonly concepts: readonly ConceptBaseline[];
  readonly alternatives: Alternatives;
  readonly images: number;
  /** Share of the baseline below each cut. */
  readonly quantiles: Float64Array;
  readonly verdict: BaselineVerdict;

  /** @param sequences per concept the baseline's scores, all of one length @throws RangeError when there are fewer than 50 */
  constructor(sequences: readonly ArrayLike<number>[], { cuts = DEFAULT_CUTS, delta = DEFAULT_DELTA } = {}) {
    if (sequences.length === 0) throw new RangeError('BankBaseline requires at least one concept');
    this.images = sequences[0].length;
    if (this.images < FEWEST_IMAGES) throw new RangeError(`BankBaseline requires at least ${FEWEST_IMAGES} baseline images, got ${this.images}`);
    const bands = quantileBands(this.images, cuts, delta / sequences.length);
    this.alternatives = alternativesFor(bands);
    this.quantiles = Float64Array.from(bands, ({ rank }) => rank / this.images);
    this.concepts = sequences.map((scores) => new ConceptBaseline(scores, bands));
    this.verdict = judgeBaseline(this.images, sequences.length);
  }
}
