import type { StoredRecord, TopicSpec } from '@conceptwatch/ports';
import { plainBytes, SqliteDatabase, type SqlValue } from '@conceptwatch/adapters/sqlite';
import { LOG_SCHEMA, LOG_SCHEMA_VERSION } from './log-schema';
import { footprint, MOST_PARTITIONS, OFFSETS_PER_PARTITION, type Mark, type PartitionState, type TopicState } from './partition-state';
import { RetentionSweep } from './retention-sweep';

export interface NewRecord {
  partition: PartitionState;
  key: string | undefined;
  value: Uint8Array;
  headers: string | null;
  timestamp: number;
}

/** Records and, when they come from a consumed batch, the offset that they complete: durable together or not at all. */
export interface Write {
  records: NewRecord[];
  commit?: { group: string; partition: PartitionState; mark: Mark };
}

const PAGE_SIZE = 16_384;

/** All SQL of the log. Synchronous; one transaction per call; the states it hands out change only after a commit. */
export class LogStorage {
  readonly topics = new Map<string, TopicState>();
  private readonly database: SqliteDatabase;
  private readonly insert;
  private readonly moveEnd;
  private readonly commit;
  private readonly select;
  private readonly sweep: RetentionSweep;

  constructor(path: string) {
    this.database = SqliteDatabase.open({ path, synchronous: 'full', exclusive: path !== ':memory:', pageSize: PAGE_SIZE });
    const version = this.database.prepare<{ user_version: number }>('pragma user_version').get([])?.user_version ?? 0;
    if (version === 0) this.database.transaction(() => this.database.execute(LOG_SCHEMA));
    else if (version !== LOG_SCHEMA_VERSION) {
      this.database.close();
      throw new Error(`${path} has schema version ${version}; this build understands ${LOG_SCHEMA_VERSION}: use the version of conceptwatch that wrote it`);
    }
    this.insert = this.database.prepare('insert into record values (?, ?, ?, ?, ?, ?)');
    this.moveEnd = this.database.prepare('update partition set end_offset = ?, end_position = ? where id = ?');
    this.commit = this.database.prepare('insert or replace into committed values (?, ?, ?, ?)');
    this.select = this.database.prepare(
      `select id, timestamp, key, headers, value, position from record where id >= ?1 and id < ?2 and position <
       (select position from record where id >= ?1 order by id limit 1) + ?3 order by id limit ?4`,
    );
    this.sweep = new RetentionSweep(this.database);
    this.load();
  }

  createTopic(spec: TopicSpec): TopicState {
    const known = this.topics.get(spec.topic);
    const partitions = known && spec.takesExisting ? known.partitions.length : spec.partitions;
    if (known && known.partitions.length !== partitions) {
      throw new Error(`topic ${spec.topic} has ${known.partitions.length} partitions, not ${spec.partitions}: their number cannot change, because keys would move`);
    }
    if (this.partitionCount() + partitions > MOST_PARTITIONS) throw new RangeError(`the embedded log holds at most ${MOST_PARTITIONS} partitions`);
    this.database.transaction(() => {
      this.database
        .prepare('insert into topic values (?1, ?2, ?3) on conflict (name) do update set compacted = ?2, retention_bytes = ?3')
        .run([spec.topic, spec.compacted ? 1 : 0, spec.retentionBytes ?? null]);
      const add = this.database.prepare('insert or ignore into partition (topic, number, end_offset, end_position) values (?, ?, 0, 0)');
      for (let number = 0; number < partitions; number++) add.run([spec.topic, number]);
    });
    if (known) Object.assign(known, { compacted: spec.compacted ?? false, retentionBytes: spec.retentionBytes });
    else this.load(spec.topic);
    return this.topics.get(spec.topic)!;
  }

  /** Writes everything in one transaction. @returns the offset of every record of every write. */
  write(writes: Write[]): number[][] {
    const ends = new Map<PartitionState, Mark>();
    const trimmed = new Map<PartitionState, Mark>();
    const offsets = this.database.transaction(() => {
      const placed = writes.map((write) => write.records.map((record) => this.place(record, ends)));
      for (const [partition, end] of ends) this.moveEnd.run([end.offset, end.position, partition.id]);
      for (const { commit } of writes) if (commit) this.commit.run([commit.group, commit.partition.id, commit.mark.offset, commit.mark.position]);
      for (const [partition, end] of ends) {
        const start = this.sweep.trim(partition, end, this.topics.get(partition.topic)!.retentionBytes);
        if (start) trimmed.set(partition, start);
      }
      return placed;
    });
    for (const [partition, end] of ends) partition.end = end;
    for (const [partition, start] of trimmed) partition.start = start;
    for (const { commit } of writes) commit?.partition.committed.set(commit.group, commit.mark);
    return offsets;
  }

  /** In offset order, at most `limit` records and about `bytes` bytes, but at least one when there is one. */
  read(partition: PartitionState, from: number, limit: number, bytes: number): { records: StoredRecord[]; next: Mark } {
    const base = partition.id * OFFSETS_PER_PARTITION;
    const rows = this.select.tuples([base + from, base + OFFSETS_PER_PARTITION, bytes, limit]);
    const records = rows.map((row) => toRecord(partition, base, row));
    const last = rows.at(-1);
    if (!last) return { records, next: { offset: from, position: partition.end.position } };
    const next = { offset: records[records.length - 1].offset + 1, position: (last[5] as number) + footprint(last[4] as Uint8Array) };
    return { records, next };
  }

  /** Where an offset lies: the mark of the first record at or after it, or the end. */
  markOf(partition: PartitionState, offset: number): Mark {
    const base = partition.id * OFFSETS_PER_PARTITION;
    const row = this.database
      .prepare<{ id: number; position: number }>('select id, position from record where id >= ? and id < ? order by id limit 1')
      .get([base + offset, base + OFFSETS_PER_PARTITION]);
    return row ? { offset: row.id - base, position: row.position } : { ...partition.end };
  }

  timestampAt(partition: PartitionState, offset: number): number | undefined {
    return this.read(partition, offset, 1, 1).records[0]?.timestamp;
  }

  /** Drops every record of a compacted topic that a newer one with its key replaces. @returns how many */
  compact(topic: TopicState): number {
    return this.database.transaction(() => topic.partitions.reduce((dropped, partition) => dropped + this.sweep.compact(partition), 0));
  }

  close(): void {
    this.database.close();
  }

  private partitionCount(): number {
    return [...this.topics.values()].reduce((sum, topic) => sum + topic.partitions.length, 0);
  }

  private place(record: NewRecord, ends: Map<PartitionState, Mark>): number {
    const { offset, position } = ends.get(record.partition) ?? record.partition.end;
    const id = record.partition.id * OFFSETS_PER_PARTITION + offset;
    this.insert.run([id, position, record.timestamp, record.key ?? null, record.headers, record.value]);
    ends.set(record.partition, { offset: offset + 1, position: position + footprint(record.value) });
    return offset;
  }

  private load(only?: string): void {
    const topics = this.database.prepare<{ name: string; compacted: number; retention_bytes: number | null }>('select * from topic').all([]);
    for (const row of topics) {
      if (only !== undefined && row.name !== only) continue;
      const partitions = this.loadPartitions(row.name);
      this.topics.set(row.name, { topic: row.name, partitions, compacted: row.compacted === 1, retentionBytes: row.retention_bytes ?? undefined });
    }
  }

  private loadPartitions(topic: string): PartitionState[] {
    const rows = this.database
      .prepare<{ id: number; number: number; end_offset: number; end_position: number }>('select * from partition where topic = ? order by number')
      .all([topic]);
    const groups = this.database.prepare<{ consumer_group: string; offset: number; position: number }>('select * from committed where partition_id = ?');
    return rows.map((row) => {
      const committed = new Map(groups.all([row.id]).map(({ consumer_group, offset, position }) => [consumer_group, { offset, position }]));
      const end = { offset: row.end_offset, position: row.end_position };
      const state: PartitionState = { id: row.id, topic, partition: row.number, start: end, end, committed };
      state.start = this.markOf(state, 0);
      return state;
    });
  }
}

function toRecord(partition: PartitionState, base: number, row: SqlValue[]): StoredRecord {
  const [id, timestamp, key, headers, value] = row as [number, number, string | null, string | null, Uint8Array];
  return {
    topic: partition.topic,
    partition: partition.partition,
    offset: id - base,
    key: key ?? undefined,
    value: plainBytes(value),
    headers: headers === null ? {} : (JSON.parse(headers) as Record<string, string>),
    timestamp,
  };
}
