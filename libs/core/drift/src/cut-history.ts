/** Images that a change point can lie back. */
const LENGTH = 2048;

/**
 * Which cuts the last 2,048 images passed, one byte per concept and image, so that an alarm can say since when.
 * Positions and times are kept once for the bank.
 */
export class CutHistory {
  /** Images ever taken. */
  taken = 0;

  readonly passed: Uint8Array;
  readonly positions: Float64Array;
  readonly times: Float64Array;
  /** Per concept, the image number at which its evidence began anew. */
  readonly begunAt: Float64Array;

  constructor(concepts: number) {
    this.passed = new Uint8Array(concepts * LENGTH);
    this.positions = new Float64Array(LENGTH);
    this.times = new Float64Array(LENGTH);
    this.begunAt = new Float64Array(concepts);
  }

  /** @throws RangeError when the state remembers another number of images */
  static fromState({ taken, passed, positions, times, begunAt }: Pick<CutHistory, 'taken' | 'passed' | 'positions' | 'times' | 'begunAt'>): CutHistory {
    if (positions.length !== LENGTH) throw new RangeError(`the drift monitor state remembers ${positions.length} images; this build remembers ${LENGTH}`);
    const history = new CutHistory(begunAt.length);
    history.taken = taken;
    history.passed.set(passed);
    history.positions.set(positions);
    history.times.set(times);
    history.begunAt.set(begunAt);
    return history;
  }

  /** Takes an image's position and time; `note` adds what each concept's score passed. @returns the image's number */
  take(position: number, at: number): number {
    const slot = this.taken % LENGTH;
    this.positions[slot] = position;
    this.times[slot] = at;
    return this.taken++;
  }

  note(concept: number, image: number, passed: number): void {
    this.passed[concept * LENGTH + (image % LENGTH)] = passed;
  }

  restart(concept: number): void {
    this.begunAt[concept] = this.taken;
  }

  /** Cuts that the score of one of the last images passed. */
  passedAt(concept: number, image: number): number {
    return this.passed[concept * LENGTH + (image % LENGTH)];
  }

  /**
   * The most likely change point of a component as of an image: the beginning of the strongest run of evidence, which is
   * where its CUSUM was last at most 1. At most 2,048 images back. O(images back).
   *
   * @param image number of the image that decided @param factors of the component, by number of cuts passed
   */
  changePoint(concept: number, image: number, factors: ArrayLike<number>): { image: number; position: number; at: number } {
    const logs = Float64Array.from(factors, Math.log);
    const oldest = Math.max(this.begunAt[concept], this.taken - LENGTH, 0);
    let sum = 0;
    let largest = -Infinity;
    let best = image;
    for (let i = image; i >= oldest; i--) {
      sum += logs[this.passed[concept * LENGTH + (i % LENGTH)]];
      if (sum <= largest) continue;
      largest = sum;
      best = i;
    }
    return { image: best, position: this.positions[best % LENGTH], at: this.times[best % LENGTH] };
  }

  /**
   * The cut whose share of images below it has changed most between two images, in units of its standard deviation.
   *
   * @param quantiles share of the baseline below each cut
   */
  movedCut(concept: number, { first, last }: { first: number; last: number }, quantiles: ArrayLike<number>): { cut: number; share: number } {
    const groups = new Float64Array(quantiles.length + 1);
    for (let i = first; i <= last; i++) groups[this.passed[concept * LENGTH + (i % LENGTH)]]++;
    let below = 0;
    let found = { cut: 0, share: quantiles[0], surprise: -1 };
    for (let cut = 0; cut < quantiles.length; cut++) {
      below += groups[cut];
      const share = below / (last - first + 1);
      const surprise = Math.abs(share - quantiles[cut]) / Math.sqrt(quantiles[cut] * (1 - quantiles[cut]));
      if (surprise > found.surprise) found = { cut, share, surprise };
    }
    return found;
  }
}
