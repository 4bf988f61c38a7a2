import { Inject, Injectable } from '@nestjs/common';
import { type BankDefinition, bankBlob, type Exemplar, fromFloat16, type StreamDefinition, thumbnailUrl } from '@conceptwatch/contracts';
import { HISTORY, type History, type HistoryRow, STATE_STORE, type StateStore } from '@conceptwatch/ports';

const SCANNED = 1500;

interface Scored {
  row: HistoryRow;
  score: number;
}

/** Finds example images of a change: typical ones from before it, the most telling ones since. */
@Injectable()
export class ExemplarFinder {
  constructor(
    @Inject(HISTORY) private readonly history: History,
    @Inject(STATE_STORE) private readonly state: StateStore,
  ) {}

  /** @param since change point; the newest images count as "after" when there is none. */
  async find(stream: string, concept: string, change: { since: number | null; direction: 'rose' | 'fell' | null }, count = 6): Promise<{ before: Exemplar[]; after: Exemplar[] }> {
    const vector = await this.conceptVector(stream, concept);
    if (!vector) return { before: [], after: [] };
    const sign = change.direction === 'fell' ? -1 : 1;
    const after = await this.scored(stream, vector, change.since === null ? {} : { fromTime: change.since });
    const before = change.since === null ? [] : await this.scored(stream, vector, { toTime: change.since - 1 });
    after.sort((a, b) => sign * (b.score - a.score));
    const middle = median(before.map(({ score }) => score));
    before.sort((a, b) => Math.abs(a.score - middle) - Math.abs(b.score - middle));
    return { before: before.slice(0, count).map(toExemplar), after: after.slice(0, count).map(toExemplar) };
  }

  private async scored(stream: string, vector: Float32Array, span: { fromTime?: number; toTime?: number }): Promise<Scored[]> {
    const found: Scored[] = [];
    await this.history.scan({ stream, ...span, newestFirst: true, limit: SCANNED }, (rows) => {
      for (const row of rows) {
        const image = fromFloat16(row.vector);
        if (image.length !== vector.length) continue;
        let score = 0;
        for (let j = 0; j < vector.length; j++) score += image[j] * vector[j];
        found.push({ row, score });
      }
    });
    return found;
  }

  private async conceptVector(stream: string, concept: string): Promise<Float32Array | undefined> {
    const definition = await this.state.get<StreamDefinition>('stream', stream);
    const bank = definition && (await this.state.get<BankDefinition>('bank', definition.body.bankName));
    const index = bank?.body.concepts.findIndex(({ slug }) => slug === concept) ?? -1;
    if (!bank || index < 0) return undefined;
    const blob = await this.state.getBlob(bankBlob(bank.body.digest));
    if (!blob) return undefined;
    const { dimension } = bank.body;
    return new Float32Array(new Uint8Array(blob).buffer).slice(index * dimension, (index + 1) * dimension);
  }
}

const toExemplar = ({ row, score }: Scored): Exemplar => ({
  image_id: row.imageId,
  captured_at: row.capturedAt,
  score,
  thumbnail_url: thumbnailUrl(row.stream, row.imageId),
});

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length ? sorted[sorted.length >> 1] : 0;
}
