import { imageCodec, TOPICS } from '@conceptwatch/contracts';
import type { MessageLog, StateStore } from '@conceptwatch/ports';

interface Entry<Cursor> {
  cursor: Cursor;
  /** Ends of the partitions of images.v1 when the cursor was saved. */
  ends: number[];
}

const RECORDS_PER_READ = 16;

/**
 * Where a source stands. The cursor is saved now and then; what was delivered after the last save is found again in
 * the log itself, so that after a kill nothing is delivered twice and nothing is left out.
 */
export class DeliveryLedger<Cursor> {
  constructor(
    private readonly source: string,
    private readonly log: MessageLog,
    private readonly state: StateStore,
  ) {}

  /** @param visit gets the id of every image of this source that became durable after the cursor was saved, in order. */
  async recover(visit: (imageId: string) => void | Promise<void>): Promise<Cursor | undefined> {
    const entry = (await this.state.get<Entry<Cursor>>('camera', this.source))?.body;
    const partitions = await this.log.partitionsOf(TOPICS.images);
    for (let partition = 0; partition < partitions; partition++) await this.visitSince(partition, entry?.ends[partition] ?? 0, visit);
    return entry?.cursor;
  }

  /** Call it when no delivery is under way. */
  async save(cursor: Cursor): Promise<void> {
    const ends = (await this.log.lag(`source:${this.source}`, TOPICS.images)).map(({ end }) => end);
    await this.state.put<Entry<Cursor>>('camera', this.source, { cursor, ends });
  }

  private async visitSince(partition: number, from: number, visit: (imageId: string) => void | Promise<void>): Promise<void> {
    for (let next = from; ; ) {
      const records = await this.log.read(TOPICS.images, partition, next, RECORDS_PER_READ);
      if (records.length === 0) return;
      for (const { value } of records) {
        const image = readable(value);
        if (image?.source === this.source) await visit(image.imageId);
      }
      next = records[records.length - 1].offset + 1;
    }
  }
}

/** Another version's records are not this source's. */
function readable(value: Uint8Array): { source: string; imageId: string } | undefined {
  try {
    return imageCodec.decode(value);
  } catch {
    return undefined;
  }
}
