const VERSION = 1;

/**
 * The past of every concept's D and evidence at equal steps of event time, in bounded memory: when the points run
 * out, every second one is dropped and the step doubles, so that the whole life of the stream stays visible.
 */
export class Trend {
  private at: number[] = [];
  private rows: Float32Array[] = [];
  private stepMs: number;

  constructor(
    private readonly concepts: number,
    stepMs: number,
    private readonly capacity = 720,
  ) {
    this.stepMs = stepMs;
  }

  /** True when the next point is due. */
  isDue(at: number): boolean {
    return this.at.length === 0 || at - this.at[this.at.length - 1] >= this.stepMs;
  }

  /** @param distance, evidence one value per concept, NaN where unknown */
  add(at: number, distance: Float32Array, evidence: Float32Array): void {
    const row = new Float32Array(2 * this.concepts);
    row.set(distance);
    row.set(evidence, this.concepts);
    this.at.push(at);
    this.rows.push(row);
    if (this.at.length < this.capacity) return;
    this.at = this.at.filter((_, i) => i % 2 === 1);
    this.rows = this.rows.filter((_, i) => i % 2 === 1);
    this.stepMs *= 2;
  }

  /** Concept-major copies. */
  view(): { at: number[]; distance: Float32Array[]; evidence: Float32Array[] } {
    const pick = (base: number) =>
      Array.from({ length: this.concepts }, (_, concept) => Float32Array.from(this.rows, (row) => row[base + concept]));
    return { at: [...this.at], distance: pick(0), evidence: pick(this.concepts) };
  }

  toState(): Uint8Array {
    const points = this.at.length;
    const out = new Uint8Array(16 + points * 8 + points * 8 * this.concepts);
    const header = new DataView(out.buffer);
    header.setUint32(0, VERSION, true);
    header.setUint32(4, this.concepts, true);
    header.setUint32(8, points, true);
    header.setUint32(12, this.stepMs, true);
    new Float64Array(out.buffer, 16, points).set(this.at);
    const values = new Float32Array(out.buffer, 16 + points * 8, points * 2 * this.concepts);
    this.rows.forEach((row, i) => values.set(row, i * 2 * this.concepts));
    return out;
  }

  /** @returns undefined for the trend of another bank or version: it is only a picture, a new one begins. */
  static fromState(bytes: Uint8Array, concepts: number): Trend | undefined {
    const copy = new Uint8Array(bytes);
    const header = new DataView(copy.buffer);
    if (copy.length < 16 || header.getUint32(0, true) !== VERSION || header.getUint32(4, true) !== concepts) return undefined;
    const points = header.getUint32(8, true);
    const trend = new Trend(concepts, header.getUint32(12, true));
    trend.at = [...new Float64Array(copy.buffer, 16, points)];
    const values = new Float32Array(copy.buffer, 16 + points * 8, points * 2 * concepts);
    trend.rows = trend.at.map((_, i) => values.slice(i * 2 * concepts, (i + 1) * 2 * concepts));
    return trend;
  }
}
