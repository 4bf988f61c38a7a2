import type { Bets } from './bets';

/** Evidence never grows beyond this: products stay finite. */
const CAP = 1e290;

/**
 * e-SR evidence of one concept: a mixture over components of the Shiryaev–Roberts recursion M ← (M + 1)·L.
 *
 * For every stream without change E[M̄_τ] ≤ E[τ], so alarming at M̄ ≥ B takes at least B images on average: the promise.
 * O(components) per image, 8 bytes per component.
 * Source: Shin, Ramdas, Rinaldo, "E-detectors" (2024), with payoffs on baseline ranks.
 * @example
 * const evidence = new Evidence(betsFor(1000, 0.01));
 * for (let i = 0; i < 20; i++) evidence.update(0);
 * evidence.value() > 1000 // true
 */
export class Evidence {
  /** Weight × M per component: a checkpoint is a copy of it. */
  readonly state: Float64Array;
  private sum = 0;

  constructor(
    private readonly bets: Bets,
    state?: Float64Array,
  ) {
    const { components } = bets;
    if (state && state.length !== components) throw new RangeError(`evidence state has ${state.length} numbers, ${components} are needed`);
    this.state = state ?? new Float64Array(components);
    for (let c = 0; c < components; c++) this.sum += this.state[c];
  }

  /** Evidence that begins at a value, spread evenly: what is known of a detector with other bets. The promise goes on. */
  static startingAt(bets: Bets, value: number): Evidence {
    return new Evidence(bets, bets.weights.map((weight) => weight * Math.min(value, CAP)));
  }

  /** @param passed cuts at or below the score (ConceptBaseline.cutsPassed) @returns the mixture after this image */
  update(passed: number): number {
    const { components, weights, factors } = this.bets;
    const { state } = this;
    const row = passed * components;
    let sum = 0;
    for (let c = 0; c < components; c++) {
      const m = (state[c] + weights[c]) * factors[row + c];
      sum += state[c] = m < CAP ? m : CAP;
    }
    this.sum = sum;
    return sum;
  }

  /** The mixture M̄. */
  value(): number {
    return this.sum;
  }

  /** The component that carries most of the evidence. */
  strongest(): number {
    let best = 0;
    for (let c = 1; c < this.state.length; c++) if (this.state[c] > this.state[best]) best = c;
    return best;
  }

  /** Re-arm: M = 0, as after an alarm that is over. */
  reset(): void {
    this.state.fill(0);
    this.sum = 0;
  }
}
