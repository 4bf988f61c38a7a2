import type { Alternatives } from './alternatives';

/** Evidence never grows beyond this: products stay finite. */
const CAP = 1e290;

/**
 * e-SR evidence of one concept: a mixture over components of the Shiryaev–Roberts recursion M ← (M + 1)·L.
 *
 * For every stream without change E[M̄_τ] ≤ E[τ], so alarming at M̄ ≥ B takes at least B images on average: the promise.
 * O(components) per image, 8 bytes per component.
 * Source: Shin, Ramdas, Rinaldo, "E-detectors" (2024), with bets on baseline quantiles.
 */
export class Evidence {
  /** M per component: a checkpoint is a copy of it. */
  readonly state: Float64Array;
  private sum = 0;

  constructor(
    private readonly alternatives: Alternatives,
    state?: Float64Array,
  ) {
    const { components } = alternatives;
    if (state && state.length !== components) throw new RangeError(`evidence state has ${state.length} numbers, ${components} are needed`);
    this.state = state ?? new Float64Array(components);
    for (let c = 0; c < components; c++) this.sum += this.state[c];
  }

  /** @param passed cuts at or below the score (ConceptBaseline.cutsPassed) @returns the mixture after this image */
  update(passed: number): number {
    const { components, perCut, ifBelow, ifAbove } = this.alternatives;
    const { state } = this;
    const split = passed * perCut;
    let sum = 0;
    for (let c = 0; c < split; c++) {
      const m = (state[c] + 1) * ifAbove[c];
      sum += state[c] = m < CAP ? m : CAP;
    }
    for (let c = split; c < components; c++) {
      const m = (state[c] + 1) * ifBelow[c];
      sum += state[c] = m < CAP ? m : CAP;
    }
    this.sum = sum;
    return sum / components;
  }

  /** The mixture M̄. */
  value(): number {
    return this.sum / this.alternatives.components;
  }

  /** The component with the largest M. */
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
