import { dirichletMeanBound, normalCdf, normalQuantile } from '@conceptwatch/core/numerics';
import { cutRanks } from './cut-ranks';

/**
 * The likelihood ratios of the e-SR detector, shared by all concepts of a bank. Each component bets on one kind of change;
 * its factor depends only on how many cuts a score has passed.
 */
export interface Bets {
  cuts: number;
  components: number;
  /** Share of each component in the mixture; together 1. */
  weights: Float64Array;
  /** (cuts + 1) × components, row by number of cuts passed: E[factor] ≤ 1 while nothing has changed. */
  factors: Float64Array;
}

/** A kind of change: the share below each cut after it, from the shares before. */
interface Change {
  weight: number;
  /** Its part of the probability that a bound is wrong: the small changes need sharp bounds most. */
  risk: number;
  after: (before: readonly number[]) => number[];
}

const shaped = ({ weight = 1, risk = 1 }, cdf: (z: number) => number): Change => ({ weight, risk, after: (before) => before.map((p) => cdf(normalQuantile(p))) });
const bothWays = (size: number): number[] => [size, -size];

/** Scores that move by so many standard deviations, were they normal. The small ones weigh more: they take longest. */
const MOVES: Change[] = [
  { by: 0.1, weight: 6, risk: 10 },
  { by: 0.2, weight: 3, risk: 10 },
  { by: 0.4 },
  { by: 0.8, weight: 1.5 },
  { by: 1.6, weight: 1.5 },
].flatMap(({ by, ...part }) => bothWays(by).map((move) => shaped(part, (z) => normalCdf(z - move))));
/** Scores that spread more, or less. */
const SCALES: Change[] = [0.7, 1.3, 1.7].map((scale) => shaped({}, (z) => normalCdf(z / scale)));
/** A few images far out. */
const OUTLIERS: Change[] = [0.02, 0.08].flatMap((share) => bothWays(3).map((far) => shaped({}, (z) => (1 - share) * normalCdf(z) + share * normalCdf(z - far))));
/** Any other change moves some share: more images below one cut, or fewer. */
const SHARES: Change[] = [0.03, 0.12, 0.3, 0.5, 0.7, 0.88, 0.97].flatMap((place) => [0.05, 0.15].flatMap(bothWays).map((effect) => ({ weight: 0.15, risk: 1, after: (before: readonly number[]) => moveShare(before, place, effect) })));

const CHANGES: readonly Change[] = [...MOVES, ...SCALES, ...OUTLIERS, ...SHARES];

/** Number of components. */
export const COMPONENTS = CHANGES.length;
/** The first component that bets on one share. */
export const FIRST_SHARE = COMPONENTS - SHARES.length;

/**
 * Builds the components for a baseline of n images. A change with probabilities aᵢ in the groups between cuts has the
 * payoff gᵢ = aᵢ/pᵢ, pᵢ being the baseline's own; what a group truly weighs is unknown, but all groups together are
 * Dirichlet, whatever the scores' distribution. So the true mean of g is at most U but with this component's part of δ, and
 * gᵢ/U has expectation at most 1: an e-value. O(components × groups), a tenth of a second.
 *
 * The latest tables are remembered: every stream of one baseline asks for the same.
 *
 * @param delta probability that any component's bound is wrong
 * @example betsFor(1000, 0.01).components // 45
 */
export function betsFor(n: number, delta: number): Bets {
  const key = `${n} ${delta}`;
  const bets = remembered.get(key) ?? makeBets(n, delta);
  remembered.delete(key);
  remembered.set(key, bets);
  if (remembered.size > REMEMBERED) remembered.delete([...remembered.keys()][0]);
  return bets;
}

const REMEMBERED = 16;
const remembered = new Map<string, Bets>();

function makeBets(n: number, delta: number): Bets {
  const ranks = cutRanks(n);
  const shapes = [...ranks, n + 1].map((rank, i) => rank - (i > 0 ? ranks[i - 1] : 0));
  const below = ranks.map((rank) => rank / (n + 1));
  const total = CHANGES.reduce((sum, { weight }) => sum + weight, 0);
  const allRisk = CHANGES.reduce((sum, { risk }) => sum + risk, 0);
  const factors = new Float64Array(shapes.length * COMPONENTS);
  CHANGES.forEach(({ after, risk }, c) => {
    const moved = [0, ...after(below), 1];
    const payoff = shapes.map((shape, i) => ((moved[i + 1] - moved[i]) * (n + 1)) / shape);
    const bound = dirichletMeanBound(payoff, shapes, (delta * risk) / allRisk);
    payoff.forEach((g, i) => (factors[i * COMPONENTS + c] = g / bound));
  });
  return { cuts: ranks.length, components: COMPONENTS, weights: Float64Array.from(CHANGES, ({ weight }) => weight / total), factors };
}

/** Moves the share below the cut nearest to `place` by `effect` of what can move, and stretches the rest evenly. */
function moveShare(before: readonly number[], place: number, effect: number): number[] {
  const at = before.reduce((best, p) => (Math.abs(p - place) < Math.abs(best - place) ? p : best));
  const moved = effect > 0 ? at + effect * (1 - at) : at * (1 + effect);
  return before.map((p) => (p <= at ? (p * moved) / at : 1 - ((1 - p) * (1 - moved)) / (1 - at)));
}
