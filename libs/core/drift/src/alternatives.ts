import type { QuantileBand } from './quantile-band';

const EFFECTS = [0.03, 0.08, 0.2, 0.4];

/**
 * The likelihood ratios of the e-SR detector, shared by all concepts of a bank. Component c watches one cut; for every
 * share p inside the cut's band the factor has expectation at most 1, so that the evidence is an e-detector.
 */
export interface Alternatives {
  cuts: number;
  /** 2 × cuts × effects. Components of one cut stand together. */
  components: number;
  perCut: number;
  /** Factor when the score lies below the component's cut. */
  ifBelow: Float64Array;
  /** Factor when it does not. */
  ifAbove: Float64Array;
  /** +1: the component bets that scores rose (less mass below the cut), −1 that they fell. */
  direction: Int8Array;
}

/** Builds the components for given bands: bets on more mass below (the similarity fell) and on less (it rose). */
export function alternativesFor(bands: readonly QuantileBand[], effects: readonly number[] = EFFECTS): Alternatives {
  const perCut = 2 * effects.length;
  const components = bands.length * perCut;
  const ifBelow = new Float64Array(components);
  const ifAbove = new Float64Array(components);
  const direction = new Int8Array(components);
  bands.forEach(({ low, high }, j) => {
    effects.forEach((effect, e) => {
      const more = high + effect * (1 - high);
      const less = low * (1 - effect);
      const fell = j * perCut + 2 * e;
      const rose = fell + 1;
      [ifBelow[fell], ifAbove[fell], direction[fell]] = [ratio(more, high), ratio(1 - more, 1 - high), -1];
      [ifBelow[rose], ifAbove[rose], direction[rose]] = [ratio(less, low), ratio(1 - less, 1 - low), 1];
    });
  });
  return { cuts: bands.length, components, perCut, ifBelow, ifAbove, direction };
}

/** A band that touches 0 or 1 leaves nothing to bet on: the factor is 1. */
const ratio = (numerator: number, denominator: number): number => (denominator > 0 ? numerator / denominator : 1);
