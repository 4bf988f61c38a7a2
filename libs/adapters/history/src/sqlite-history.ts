import { SqliteDatabase } from '@conceptwatch/adapters/sqlite';
import type { History, HistoryQuery, HistoryRow } from '@conceptwatch/ports';
import { HISTORY_SCHEMA, HISTORY_SCHEMA_VERSION } from './history-schema';
import { COLUMNS, type ScanCursor, scanStatement } from './scan-statement';
import { toRow } from './to-row';

export interface SqliteHistoryOptions {
  /** The file, usually DIR/history.db; ':memory:' for tests. */
  path: string;
}

const PAGE_SIZE = 16_384;
const ROWS_PER_TRIM = 1_000;

/**
 * History in one SQLite file. A killed process loses nothing; a power cut may lose the last rows, because history is
 * not synced at every commit: it serves examples and searches, and the scores never depend on it.
 */
export class SqliteHistory implements History {
  private readonly streamIds = new Map<string, number>();
  private readonly insert;
  private readonly countMore;
  private readonly byImageId;

  private constructor(private readonly database: SqliteDatabase) {
    this.insert = database.prepare('insert or ignore into image values (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.countMore = database.prepare('update stream set images = images + ? where id = ?');
    this.byImageId = database.prepare(
      `select ${COLUMNS} from image where stream_id = ? and image_id = ? order by offset desc limit 1`,
    );
  }

  /** @throws SqliteFault `damaged`, `unreadable`; an Error when the file is of another version. */
  static open({ path }: SqliteHistoryOptions): SqliteHistory {
    const database = SqliteDatabase.open({ path, synchronous: 'normal', pageSize: PAGE_SIZE });
    // Within the transaction, because another process may be making the same file.
    const version = database.transaction(() => {
      const found = database.prepare<{ user_version: number }>('pragma user_version').get([])?.user_version ?? 0;
      if (found === 0) database.execute(HISTORY_SCHEMA);
      return found || HISTORY_SCHEMA_VERSION;
    });
    if (version !== HISTORY_SCHEMA_VERSION) {
      database.close();
      throw new Error(`${path} has schema version ${version}; this build understands ${HISTORY_SCHEMA_VERSION}: use the version of conceptwatch that wrote it`);
    }
    return new SqliteHistory(database);
  }

  async append(rows: HistoryRow[]): Promise<void> {
    if (rows.length === 0) return;
    this.database.transaction(() => {
      const added = new Map<number, number>();
      for (const row of rows) {
        const streamId = this.streamId(row.stream, true)!;
        const { offset, shard, capturedAt, imageId, source, spaceDigest, imageReference, vector } = row;
        const inserted = this.insert.run([streamId, offset, shard, capturedAt, imageId, source, spaceDigest, imageReference, vector]);
        added.set(streamId, (added.get(streamId) ?? 0) + inserted);
      }
      for (const [streamId, count] of added) if (count > 0) this.countMore.run([count, streamId]);
    });
  }

  async scan(query: HistoryQuery, visit: (rows: HistoryRow[]) => void | Promise<void>, chunk = 1_000): Promise<void> {
    const streamId = this.streamId(query.stream);
    if (streamId === undefined) return;
    let left = query.limit ?? Infinity;
    for (let after: ScanCursor | undefined; left > 0; ) {
      const wanted = Math.min(chunk, left);
      const { sql, parameters } = scanStatement(query, { name: 'image', stream: ['stream_id', streamId] }, after, wanted);
      const rows = this.database.prepare(sql).tuples(parameters).map((tuple) => toRow(query.stream, tuple));
      if (rows.length > 0) await visit(rows);
      if (rows.length < wanted) return;
      left -= rows.length;
      after = rows[rows.length - 1];
    }
  }

  async find(stream: string, imageId: string): Promise<HistoryRow | undefined> {
    const streamId = this.streamId(stream);
    if (streamId === undefined) return undefined;
    const [tuple] = this.byImageId.tuples([streamId, imageId]);
    return tuple && toRow(stream, tuple);
  }

  async count(stream: string): Promise<number> {
    return this.database.prepare<{ images: number }>('select images from stream where name = ?').get([stream])?.images ?? 0;
  }

  async trim(stream: string, keep: number): Promise<number> {
    const streamId = this.streamId(stream);
    if (streamId === undefined) return 0;
    let trimmed = 0;
    for (let beyond = (await this.count(stream)) - keep; beyond > 0; ) {
      const dropped = this.dropOldest(streamId, Math.min(beyond, ROWS_PER_TRIM));
      if (dropped === 0) break;
      trimmed += dropped;
      beyond -= dropped;
      // Others get their turn between chunks.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return trimmed;
  }

  async close(): Promise<void> {
    this.database.close();
  }

  private dropOldest(streamId: number, rows: number): number {
    return this.database.transaction(() => {
      const last = this.database
        .prepare<{ offset: number; shard: number }>('select offset, shard from image where stream_id = ? order by offset, shard limit 1 offset ?')
        .get([streamId, rows - 1]);
      if (!last) return 0;
      const dropped = this.database.prepare('delete from image where stream_id = ? and (offset, shard) <= (?, ?)').run([streamId, last.offset, last.shard]);
      this.countMore.run([-dropped, streamId]);
      return dropped;
    });
  }

  private streamId(stream: string, create = false): number | undefined {
    const known = this.streamIds.get(stream);
    if (known !== undefined) return known;
    if (create) this.database.prepare('insert or ignore into stream (name) values (?)').run([stream]);
    const id = this.database.prepare<{ id: number }>('select id from stream where name = ?').get([stream])?.id;
    // A name made within a transaction is only remembered once it is certain to stay: at the next call.
    if (id !== undefined && !create) this.streamIds.set(stream, id);
    return id;
  }
}
