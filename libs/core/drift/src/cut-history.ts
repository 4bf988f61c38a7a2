/** Images that a change point can lie back. */
const LENGTH = 2048;

/** The likelihood ratio of one component: its factor when a score lies below its cut, and when it does not. */
export interface CutBet {
  cut: number;
  ifBelow: number;
  ifAbove: number;
}

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

  /**
   * The most likely change point of a component as of an image: the beginning of the strongest run of evidence, which is
   * where its CUSUM was last at most 1. At most 2,048 images back. O(images back).
   *
   * @param image number of the image that decided
   */
  changePoint(concept: number, image: number, { cut, ifBelow, ifAbove }: CutBet): { position: number; at: number } {
    const logBelow = Math.log(ifBelow);
    const logAbove = Math.log(ifAbove);
    const oldest = Math.max(this.begunAt[concept], this.taken - LENGTH, 0);
    let sum = 0;
    let largest = -Infinity;
    let best = image;
    for (let i = image; i >= oldest; i--) {
      sum += this.passed[concept * LENGTH + (i % LENGTH)] > cut ? logAbove : logBelow;
      if (sum <= largest) continue;
      largest = sum;
      best = i;
    }
    return { position: this.positions[best % LENGTH], at: this.times[best % LENGTH] };
  }
}
