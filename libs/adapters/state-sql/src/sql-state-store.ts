import { plainBytes, SqliteDatabase } from '@conceptwatch/adapters/sqlite';
import type { Checkpoint, Clock, Document, DocumentKind, Logger, RefusedImage, StateStore, StoredDriftEvent } from '@conceptwatch/ports';
import { type Dialect, Kysely, sql } from 'kysely';
import { DocumentTable } from './document-table';
import { countRefused, insertEvents, insertRefused, listEvents, listRefused } from './event-table';
import { type ColumnTypes, migrate, POSTGRES_TYPES, SQLITE_TYPES } from './migrations';
import { postgresDialect } from './postgres-dialect';
import { sqliteDialect } from './sqlite-dialect';
import type { StateTables } from './tables';

export interface SqliteStateOptions {
  /** The file, usually DIR/state.db; ':memory:' for tests. */
  path: string;
  clock: Clock;
}

export interface PostgresStateOptions {
  /** `postgres://user:password@host:port/database` */
  url: string;
  clock: Clock;
  logger?: Logger;
}

/** The state in SQL: one implementation, SQLite (every commit synced to disk) or PostgreSQL below it. */
export class SqlStateStore implements StateStore {
  private readonly documents: DocumentTable;

  private constructor(
    private readonly database: Kysely<StateTables>,
    clock: Clock,
  ) {
    this.documents = new DocumentTable(database, clock);
  }

  /** @throws SqliteFault `damaged`, `unreadable`; an Error when the file is of a newer version. */
  static async openSqlite({ path, clock }: SqliteStateOptions): Promise<SqlStateStore> {
    const database = SqliteDatabase.open({ path, synchronous: 'full' });
    // Kysely makes no transaction of a SQLite migration: ours keeps other processes out and a half-made schema away.
    database.execute('begin immediate');
    const store = await SqlStateStore.open(sqliteDialect(database), SQLITE_TYPES, path, clock);
    database.execute('commit');
    return store;
  }

  static async openPostgres({ url, clock, logger }: PostgresStateOptions): Promise<SqlStateStore> {
    return SqlStateStore.open(postgresDialect(url, logger), POSTGRES_TYPES, 'the PostgreSQL database', clock);
  }

  private static async open(dialect: Dialect, types: ColumnTypes, where: string, clock: Clock): Promise<SqlStateStore> {
    const database = new Kysely<StateTables>({ dialect });
    try {
      await migrate(database, types, where);
      return new SqlStateStore(database, clock);
    } catch (error) {
      await database.destroy();
      throw error;
    }
  }

  get<T>(kind: DocumentKind, id: string): Promise<Document<T> | undefined> {
    return this.documents.get<T>(kind, id);
  }

  list<T>(kind: DocumentKind): Promise<Document<T>[]> {
    return this.documents.list<T>(kind);
  }

  put<T>(kind: DocumentKind, id: string, body: T, expectedVersion?: number): Promise<Document<T>> {
    return this.documents.put(kind, id, body, expectedVersion);
  }

  delete(kind: DocumentKind, id: string): Promise<boolean> {
    return this.documents.delete(kind, id);
  }

  async getBlob(id: string): Promise<Uint8Array | undefined> {
    const row = await this.database.selectFrom('blob').select('bytes').where('id', '=', id).executeTakeFirst();
    return row && plainBytes(row.bytes);
  }

  async putBlob(id: string, bytes: Uint8Array): Promise<void> {
    const value = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    await this.database
      .insertInto('blob')
      .values({ id, bytes: value })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ bytes: value }))
      .execute();
  }

  async deleteBlob(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.database.deleteFrom('blob').where('id', '=', id).executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async loadCheckpoint(key: string): Promise<Checkpoint | undefined> {
    const row = await this.database.selectFrom('checkpoint').select(['offset', 'state']).where('key', '=', key).executeTakeFirst();
    return row && { offset: row.offset, state: plainBytes(row.state) };
  }

  async saveCheckpoint(key: string, { offset, state }: Checkpoint, events: StoredDriftEvent[]): Promise<void> {
    const value = { offset, state: Buffer.from(state.buffer, state.byteOffset, state.byteLength) };
    await this.database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('checkpoint')
        .values({ key, ...value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(value))
        .execute();
      await insertEvents(transaction, events);
    });
  }

  async deleteCheckpoints(keyPrefix: string): Promise<number> {
    const prefix = sql<string>`cast(${keyPrefix} as text)`;
    const { numDeletedRows } = await this.database
      .deleteFrom('checkpoint')
      .where(sql<boolean>`substr(key, 1, length(${prefix})) = ${prefix}`)
      .executeTakeFirst();
    return Number(numDeletedRows);
  }

  listEvents(query: { stream?: string; before?: number; limit: number }): Promise<StoredDriftEvent[]> {
    return listEvents(this.database, query);
  }

  appendEvent(event: StoredDriftEvent): Promise<void> {
    return insertEvents(this.database, [event]);
  }

  addRefused(images: RefusedImage[]): Promise<void> {
    return insertRefused(this.database, images);
  }

  listRefused(query: { stream?: string; before?: number; limit: number }): Promise<RefusedImage[]> {
    return listRefused(this.database, query);
  }

  countRefused(stream?: string): Promise<Record<string, number>> {
    return countRefused(this.database, stream);
  }

  close(): Promise<void> {
    return this.database.destroy();
  }
}
