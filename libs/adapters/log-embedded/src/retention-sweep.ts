import type { SqliteDatabase } from '@conceptwatch/adapters/sqlite';
import { OFFSETS_PER_PARTITION, slowestGroup, type Mark, type PartitionState } from './partition-state';

/** Old records leave a few at a time, inside transactions that happen anyway. */
const MOST_PER_SWEEP = 256;

/** Frees the room of records that nobody needs any more. */
export class RetentionSweep {
  private readonly oldest;
  private readonly drop;
  private readonly dropReplaced;

  constructor(database: SqliteDatabase) {
    this.oldest = database.prepare('select id, position from record where id >= ? and id < ? order by id limit ?');
    this.drop = database.prepare('delete from record where id >= ? and id < ?');
    this.dropReplaced = database.prepare(
      `delete from record where id >= ?1 and id < ?2 and key is not null and id not in
       (select max(id) from record where id >= ?1 and id < ?2 and key is not null group by key)`,
    );
  }

  /**
   * Drops the oldest records beyond `retentionBytes`, never one that a group has yet to pass.
   *
   * @param end where the partition ends after the writes of this transaction
   * @returns the new start, or undefined when nothing left
   */
  trim(partition: PartitionState, end: Mark, retentionBytes: number | undefined): Mark | undefined {
    if (retentionBytes === undefined) return undefined;
    const { start, id } = partition;
    const keepFrom = Math.min(end.position - retentionBytes, slowestGroup(partition)?.position ?? Infinity);
    if (start.position >= keepFrom) return undefined;
    const base = id * OFFSETS_PER_PARTITION;
    const rows = this.oldest.tuples([base + start.offset, base + end.offset, MOST_PER_SWEEP + 1]) as [number, number][];
    // A record ends where the next one begins, so the last row of the look-ahead is never dropped itself.
    const first = rows.find(([, position], i) => i === rows.length - 1 || position >= keepFrom || rows[i + 1][1] > keepFrom);
    if (!first || first[0] === base + start.offset) return undefined;
    this.drop.run([base + start.offset, first[0]]);
    return { offset: first[0] - base, position: first[1] };
  }

  compact(partition: PartitionState): number {
    const base = partition.id * OFFSETS_PER_PARTITION;
    return this.dropReplaced.run([base, base + OFFSETS_PER_PARTITION]);
  }
}
