import Libsql from 'libsql';
import { explainSqliteError } from './sqlite-errors';
import { SqliteStatement, type SqlValue } from './sqlite-statement';

export interface SqliteOptions {
  /** A file, or ':memory:' for one that ends with the object. */
  path: string;
  /** `full` syncs at every commit (nothing acknowledged is lost with the power), `normal` at checkpoints (what can be rebuilt). */
  synchronous: 'full' | 'normal';
  /** Holds the operating system's lock on the file until close, so that a second process is refused. */
  exclusive?: boolean;
  /** Bytes; only a new file takes it. */
  pageSize?: number;
  busyTimeoutMs?: number;
}

const WAL_BYTES = 16 * 1024 * 1024;

/** One SQLite file in WAL mode. The only module that calls libsql. */
export class SqliteDatabase {
  private constructor(
    private readonly database: Libsql.Database,
    private readonly options: SqliteOptions,
  ) {}

  get path(): string {
    return this.options.path;
  }

  /** @throws SqliteFault `locked`, `damaged`, `unreadable` */
  static open(options: SqliteOptions): SqliteDatabase {
    const pageSize = options.pageSize ?? 4096;
    try {
      const database = new Libsql(options.path);
      const opened = new SqliteDatabase(database, options);
      database.exec(
        [
          `pragma busy_timeout = ${options.exclusive ? 0 : (options.busyTimeoutMs ?? 5000)}`,
          `pragma page_size = ${pageSize}`,
          'pragma journal_mode = wal',
          `pragma synchronous = ${options.synchronous}`,
          'pragma foreign_keys = on',
          `pragma wal_autocheckpoint = ${Math.round(WAL_BYTES / pageSize)}`,
          `pragma journal_size_limit = ${WAL_BYTES}`,
        ].join(';'),
      );
      if (options.exclusive) database.exec('pragma locking_mode = exclusive; begin immediate; commit');
      return opened;
    } catch (error) {
      throw explainSqliteError(error, options.path);
    }
  }

  prepare<Row extends object = Record<string, SqlValue>>(sql: string): SqliteStatement<Row> {
    return this.explained(() => new SqliteStatement<Row>(this.database.prepare(sql) as Libsql.Statement, this.path));
  }

  /** Runs one or several statements without parameters. */
  execute(sql: string): void {
    this.explained(() => this.database.exec(sql));
  }

  /** All or nothing. `work` is synchronous; what it throws rolls back. */
  transaction<T>(work: () => T): T {
    this.execute('begin immediate');
    try {
      const result = work();
      this.execute('commit');
      return result;
    } catch (error) {
      // A full disk may already have rolled back by itself.
      if (this.database.inTransaction) this.execute('rollback');
      throw error;
    }
  }

  /** `pragma quick_check`: undefined when the file is sound, else what is wrong with it. */
  fault(): string | undefined {
    const first = this.prepare<{ quick_check: string }>('pragma quick_check(1)').get([]);
    return first?.quick_check === 'ok' ? undefined : (first?.quick_check ?? 'no answer');
  }

  /** Empties the write-ahead log and lets go of the file. */
  close(): void {
    if (!this.database.open) return;
    // Prepared statements keep libsql's connection, and with it an exclusive lock, until they are collected.
    // Only outside WAL mode does SQLite give such a lock back before that.
    const farewell = this.options.exclusive
      ? 'pragma journal_mode = delete; pragma locking_mode = normal; select count(*) from sqlite_schema'
      : 'pragma wal_checkpoint(truncate)';
    try {
      this.database.exec(farewell);
    } catch {
      // A full disk: the write-ahead log stays beside the file and the next one to open it reads both.
    }
    this.database.close();
  }

  private explained<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw explainSqliteError(error, this.path);
    }
  }
}
