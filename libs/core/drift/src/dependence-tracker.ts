/** last, pairs, Σx, Σx², Σxy. */
const FIELDS = 5;
/** Sums are halved when a concept has so many pairs of a source: what is long past fades. */
const MEMORY = 2048;
/** With fewer pairs nothing is said. */
const FEWEST_PAIRS = 200;
/** Standard errors that an autocorrelation must lie above the tolerated one before it counts. */
const NOISE = 4;

/** How much neighbouring images of one source tell of each other, for one concept. */
export interface Dependence {
  /** Rank autocorrelation in −1…1. */
  autocorrelation: number;
  /** Whether it cannot be told from the tolerated one. */
  isTolerated: boolean;
}

/**
 * Rank autocorrelation of neighbouring images, per source and concept, while they come. Ranks are those in the baseline,
 * as coarse as its cuts. O(1) per concept and image; 40 bytes per concept and source, and at most `limit` sources.
 */
export class DependenceTracker {
  private readonly slots = new Map<string, number>();
  private sums = new Float64Array(0);

  /** @param tolerated autocorrelation under which the promise holds @param limit further sources are not followed */
  constructor(
    private readonly concepts: number,
    private readonly tolerated: number,
    private readonly limit = 32,
  ) {}

  /** @returns the place of a source, or undefined when too many are followed already */
  slotOf(source: string): number | undefined {
    const known = this.slots.get(source);
    if (known !== undefined || this.slots.size >= this.limit) return known;
    const slot = this.slots.size;
    this.slots.set(source, slot);
    const sums = new Float64Array((slot + 1) * this.concepts * FIELDS).fill(NaN, slot * this.concepts * FIELDS);
    sums.set(this.sums);
    this.sums = sums;
    return slot;
  }

  /** @param rank of the image in the baseline, on any scale @param counts false while the concept is in alarm: a change is no dependence */
  note(slot: number, concept: number, { rank, counts }: { rank: number; counts: boolean }): void {
    const { sums } = this;
    const at = (slot * this.concepts + concept) * FIELDS;
    const last = sums[at];
    sums[at] = rank;
    if (Number.isNaN(last)) {
      sums.fill(0, at + 1, at + FIELDS);
      return;
    }
    if (!counts) return;
    sums[at + 1] += 1;
    sums[at + 2] += rank;
    sums[at + 3] += rank * rank;
    sums[at + 4] += rank * last;
    if (sums[at + 1] >= MEMORY) for (let i = 1; i < FIELDS; i++) sums[at + i] /= 2;
  }

  /** @returns undefined while too few images have come */
  of(source: string, concept: number): Dependence | undefined {
    const slot = this.slots.get(source);
    if (slot === undefined) return undefined;
    const [, pairs, sum, squares, products] = this.sums.subarray((slot * this.concepts + concept) * FIELDS);
    if (!(pairs >= FEWEST_PAIRS)) return undefined;
    const mean = sum / pairs;
    const variance = squares / pairs - mean * mean;
    const autocorrelation = variance > 0 ? Math.max(-1, Math.min(1, (products / pairs - mean * mean) / variance)) : 0;
    return { autocorrelation, isTolerated: Math.abs(autocorrelation) <= this.tolerated + NOISE / Math.sqrt(pairs) };
  }

  /** Whether no source of this concept has shown more than is tolerated. */
  isTolerated(concept: number): boolean {
    return this.sources.every((source) => this.of(source, concept)?.isTolerated ?? true);
  }

  get sources(): string[] {
    return [...this.slots.keys()];
  }

  toState(): Uint8Array {
    const names = new TextEncoder().encode(JSON.stringify(this.sources));
    const out = new Uint8Array(4 + names.length + this.sums.byteLength);
    new DataView(out.buffer).setUint32(0, names.length, true);
    out.set(names, 4);
    out.set(new Uint8Array(this.sums.buffer, 0, this.sums.byteLength), 4 + names.length);
    return out;
  }

  /** @throws RangeError when the state is of another bank */
  static fromState(state: Uint8Array, concepts: number, tolerated: number): DependenceTracker {
    const tracker = new DependenceTracker(concepts, tolerated);
    const length = new DataView(state.buffer, state.byteOffset).getUint32(0, true);
    const sources = JSON.parse(new TextDecoder().decode(state.subarray(4, 4 + length))) as string[];
    const sums = new Float64Array(new Uint8Array(state.subarray(4 + length)).buffer);
    if (sums.length !== sources.length * concepts * FIELDS) throw new RangeError(`the drift monitor state follows ${sums.length / FIELDS} sequences; ${sources.length} sources of ${concepts} concepts are ${sources.length * concepts}`);
    sources.forEach((source, slot) => tracker.slots.set(source, slot));
    tracker.sums = sums;
    return tracker;
  }
}
