/**
 * Lets every g-th image of each source through, so that images which depend on their neighbours do not count as
 * independent evidence. O(1) per image; memory: one number per source.
 */
export class SourceThinning {
  private readonly waiting = new Map<string, number>();

  /** @param step g, at least 1: every image */
  constructor(readonly step: number) {
    if (!Number.isInteger(step) || step < 1) throw new RangeError(`the thinning step must be a whole number of at least 1, got ${step}`);
  }

  /** Whether this image counts; the first one of a source does. */
  admits(source: string): boolean {
    if (this.step === 1) return true;
    const left = this.waiting.get(source) ?? 0;
    this.waiting.set(source, left === 0 ? this.step - 1 : left - 1);
    return left === 0;
  }

  toState(): Uint8Array {
    return new TextEncoder().encode(JSON.stringify([...this.waiting]));
  }

  static fromState(state: Uint8Array, step: number): SourceThinning {
    const thinning = new SourceThinning(step);
    for (const [source, left] of JSON.parse(new TextDecoder().decode(state)) as [string, number][]) thinning.waiting.set(source, Math.min(left, step - 1));
    return thinning;
  }
}
