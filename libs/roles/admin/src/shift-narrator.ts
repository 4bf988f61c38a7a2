import { Inject, Injectable } from '@nestjs/common';
import { type BaselineDefinition, baselineBlob, fromFloat16, type StreamDefinition } from '@conceptwatch/contracts';
import { type Clock, CLOCK, HISTORY, type History, SHIFT_DECODER, type ShiftDecoder, STATE_STORE, type StateStore } from '@conceptwatch/ports';

const WORDS = 5;
const MOST_ROWS = 2000;
const FRESH_MS = 3000;

/** Decodes the mean shift of a stream since its change point into words, also for what no bank lists. */
@Injectable()
export class ShiftNarrator {
  private readonly told = new Map<string, { at: number; words: Promise<string[]> }>();
  private readonly baselineMeans = new Map<string, Promise<Float32Array>>();

  constructor(
    @Inject(HISTORY) private readonly history: History,
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(SHIFT_DECODER) private readonly decoder: ShiftDecoder,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param since change point in milliseconds since the epoch @returns words, best first; empty when no image came since. */
  async wordsOf(stream: string, since: number): Promise<string[]> {
    const known = this.told.get(stream);
    if (known && this.clock.monotonic() - known.at < FRESH_MS) return known.words;
    const words = this.decode(stream, since);
    this.told.set(stream, { at: this.clock.monotonic(), words });
    words.catch(() => this.told.delete(stream));
    return words;
  }

  private async decode(stream: string, since: number): Promise<string[]> {
    const definition = await this.state.get<StreamDefinition>('stream', stream);
    if (!definition) return [];
    const before = await this.baselineMean(definition.body.baselineId);
    const sum = new Float64Array(before.length);
    let rows = 0;
    await this.history.scan({ stream, fromTime: Number.isFinite(since) ? since : 0, newestFirst: true, limit: MOST_ROWS }, (chunk) => {
      for (const row of chunk) {
        const vector = fromFloat16(row.vector);
        if (vector.length !== sum.length) continue;
        for (let j = 0; j < vector.length; j++) sum[j] += vector[j];
        rows++;
      }
    });
    if (rows === 0) return [];
    return this.decoder.decode(before, Float32Array.from(sum, (value) => value / rows), WORDS);
  }

  private baselineMean(id: string): Promise<Float32Array> {
    let mean = this.baselineMeans.get(id);
    if (!mean) {
      mean = this.computeMean(id);
      this.baselineMeans.set(id, mean);
      mean.catch(() => this.baselineMeans.delete(id));
    }
    return mean;
  }

  private async computeMean(id: string): Promise<Float32Array> {
    const definition = await this.state.get<BaselineDefinition>('baseline', id);
    const blob = await this.state.getBlob(baselineBlob(id));
    if (!definition || !blob) throw new Error(`baseline ${id} is not in the state store`);
    const { dimension, images } = definition.body;
    const vectors = fromFloat16(blob);
    const mean = new Float32Array(dimension);
    for (let i = 0; i < images; i++) for (let j = 0; j < dimension; j++) mean[j] += vectors[i * dimension + j] / images;
    return mean;
  }
}
