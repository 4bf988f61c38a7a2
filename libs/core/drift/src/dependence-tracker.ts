/** Images seen, pairs, Σ(x_t − x_{t−1})², Σ(x_t − x_{t−64})². */
const FIELDS = 4;
/** Images so far apart are taken as independent. */
const FAR = 64;
/** Sums are halved when a concept has so many pairs of a source: what is long past fades. */
const MEMORY = 8192;
/** With fewer pairs nothing is said. */
const FEWEST_PAIRS = 200;
/** An autocorrelation counts when it lies above the tolerated one by so many times 1/√pairs: four standard errors. */
const NOISE = 5;

/** How much neighbouring images of one source tell of each other, for one concept. */
export interface Dependence {
  /** Rank autocorrelation in −1…1. */
  autocorrelation: number;
  /** Whether it cannot be told from the tolerated one. */
  isTolerated: boolean;
}

/**
 * Rank autocorrelation of neighbouring images, per source and concept, while they come: by how much neighbours differ less
 * than images 64 apart do, which a change of the level does not disturb. Ranks are those in the baseline, as coarse as its
 * cuts. O(1) per concept and image; 96 bytes per concept and source, and at most `limit` sources.
 */
export class DependenceTracker {
  private readonly slots = new Map<string, number>();
  private sums = new Float64Array(0);
  private rings = new Uint8Array(0);

  /** @param middles rank of each group between cuts @param tolerated autocorrelation under which the promise holds */
  constructor(
    private readonly concepts: number,
    private readonly middles: Float64Array,
    private readonly tolerated: number,
    private readonly limit = 32,
  ) {}

  /** @returns the place of a source, or undefined when too many are followed already */
  slotOf(source: string): number | undefined {
    const known = this.slots.get(source);
    if (known !== undefined || this.slots.size >= this.limit) return known;
    const slot = this.slots.size;
    this.slots.set(source, slot);
    const sums = new Float64Array((slot + 1) * this.concepts * FIELDS);
    sums.set(this.sums);
    this.sums = sums;
    const rings = new Uint8Array((slot + 1) * this.concepts * FAR);
    rings.set(this.rings);
    this.rings = rings;
    return slot;
  }

  /** @param passed cuts that the image's score has passed */
  note(slot: number, concept: number, passed: number): void {
    const { sums, rings, middles } = this;
    const at = (slot * this.concepts + concept) * FIELDS;
    const ring = (slot * this.concepts + concept) * FAR;
    const seen = sums[at]++;
    const place = ring + (seen % FAR);
    if (seen >= FAR) {
      const rank = middles[passed];
      sums[at + 1] += 1;
      sums[at + 2] += (rank - middles[rings[ring + ((seen - 1) % FAR)]]) ** 2;
      sums[at + 3] += (rank - middles[rings[place]]) ** 2;
      if (sums[at + 1] >= MEMORY) for (let i = 1; i < FIELDS; i++) sums[at + i] /= 2;
    }
    rings[place] = passed;
  }

  /** @returns undefined while too few images have come */
  of(source: string, concept: number): Dependence | undefined {
    const slot = this.slots.get(source);
    if (slot === undefined) return undefined;
    const [, pairs, near, far] = this.sums.subarray((slot * this.concepts + concept) * FIELDS);
    if (pairs < FEWEST_PAIRS) return undefined;
    const autocorrelation = far > 0 ? Math.max(-1, 1 - near / far) : 0;
    return { autocorrelation, isTolerated: Math.abs(autocorrelation) <= this.tolerated + NOISE / Math.sqrt(pairs) };
  }

  /** Whether no source of this concept has shown more than is tolerated. */
  isTolerated(concept: number): boolean {
    for (const source of this.slots.keys()) if (this.of(source, concept)?.isTolerated === false) return false;
    return true;
  }

  get sources(): string[] {
    return [...this.slots.keys()];
  }

  toState(): Uint8Array {
    const names = new TextEncoder().encode(JSON.stringify(this.sources));
    const out = new Uint8Array(4 + names.length + this.sums.byteLength + this.rings.length);
    new DataView(out.buffer).setUint32(0, names.length, true);
    out.set(names, 4);
    out.set(new Uint8Array(this.sums.buffer), 4 + names.length);
    out.set(this.rings, 4 + names.length + this.sums.byteLength);
    return out;
  }

  /** @throws RangeError when the state is of another bank */
  static fromState(state: Uint8Array, concepts: number, middles: Float64Array, tolerated: number): DependenceTracker {
    const tracker = new DependenceTracker(concepts, middles, tolerated);
    const length = new DataView(state.buffer, state.byteOffset).getUint32(0, true);
    const sources = JSON.parse(new TextDecoder().decode(state.subarray(4, 4 + length))) as string[];
    const sequences = sources.length * concepts;
    const numbers = new Uint8Array(state.subarray(4 + length));
    if (numbers.length !== sequences * (8 * FIELDS + FAR)) throw new RangeError(`the drift monitor state follows the images of ${sources.length} sources for another number of concepts than ${concepts}`);
    sources.forEach((source, slot) => tracker.slots.set(source, slot));
    tracker.sums = new Float64Array(numbers.slice(0, sequences * 8 * FIELDS).buffer);
    tracker.rings = numbers.slice(sequences * 8 * FIELDS);
    return tracker;
  }
}
