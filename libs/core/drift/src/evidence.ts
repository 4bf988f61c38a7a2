import type { Alternatives } from './alternatives';

/** Evidence never grows beyond this: products stay finite. */
const CAP = 1e290;

/**
 * e-SR evidence of one concept: a mixture over components of the Shiryaev–Roberts recursion M ← (M + 1)·L, with a
 * CUSUM beside each component that remembers since when it has been winning.
 *
 * For every stream without change E[M̄_τ] ≤ E[τ], so alarming at M̄ ≥ B takes at least B images on average: the promise.
 * Source: Shin, Ramdas, Rinaldo, "E-detectors" (2024), with bets on baseline quantiles.
 */
export class Evidence {
  /** One block of numbers, so that a checkpoint is one copy: M, CUSUM, start position, start time, per component. */
  readonly state: Float64Array;
  private sum = 0;

  constructor(
    private readonly alternatives: Alternatives,
    state?: Float64Array,
  ) {
    const size = 4 * alternatives.components;
    if (state && state.length !== size) throw new RangeError(`evidence state has ${state.length} numbers, ${size} are needed`);
    this.state = state ?? new Float64Array(size);
    for (let c = 0; c < alternatives.components; c++) this.sum += this.state[c];
  }

  /** @param passed cuts at or below the score (ConceptBaseline.cutsPassed) @returns the mixture after this image */
  update(passed: number, position: number, at: number): number {
    const { components, perCut, ifBelow, ifAbove } = this.alternatives;
    const { state } = this;
    const split = passed * perCut;
    let sum = 0;
    for (let c = 0; c < components; c++) {
      const factor = c < split ? ifAbove[c] : ifBelow[c];
      let m = (state[c] + 1) * factor;
      if (m > CAP) m = CAP;
      state[c] = m;
      sum += m;
      const cusum = state[components + c];
      if (cusum <= 1) {
        state[2 * components + c] = position;
        state[3 * components + c] = at;
        state[components + c] = factor;
      } else state[components + c] = cusum > CAP ? CAP : cusum * factor;
    }
    this.sum = sum;
    return sum / components;
  }

  /** The mixture M̄. */
  value(): number {
    return this.sum / this.alternatives.components;
  }

  /** The strongest component: which cut, which direction, and since which image it has been winning. */
  winner(): { cut: number; direction: 1 | -1; position: number; at: number } {
    const { components, perCut, direction } = this.alternatives;
    let best = 0;
    for (let c = 1; c < components; c++) if (this.state[c] > this.state[best]) best = c;
    return {
      cut: Math.floor(best / perCut),
      direction: direction[best] === 1 ? 1 : -1,
      position: this.state[2 * components + best],
      at: this.state[3 * components + best],
    };
  }

  /** Re-arm: M = 0, as after an alarm that is over. */
  reset(): void {
    this.state.fill(0);
    this.sum = 0;
  }
}
