import type Libsql from 'libsql';
import { explainSqliteError } from './sqlite-errors';

export type SqlValue = string | number | bigint | null | Uint8Array;

/** A prepared statement that takes its parameters as one checked array: libsql aborts the process on other shapes. */
export class SqliteStatement<Row extends object = Record<string, SqlValue>> {
  private readonly columns: string[];

  constructor(
    private readonly statement: Libsql.Statement,
    private readonly path: string,
  ) {
    this.columns = statement.reader ? statement.columns().map((column) => column.name) : [];
    // Raw mode returns blobs as views; object mode copies each into an ArrayBuffer.
    if (statement.reader) statement.raw(true);
  }

  /** All rows as arrays in column order: the fast way for hot paths. */
  tuples(parameters: SqlValue[]): SqlValue[][] {
    return this.call(() => this.statement.all(checked(parameters)) as SqlValue[][]);
  }

  all(parameters: SqlValue[]): Row[] {
    return this.tuples(parameters).map((tuple) => this.named(tuple));
  }

  get(parameters: SqlValue[]): Row | undefined {
    const [first] = this.tuples(parameters);
    return first && this.named(first);
  }

  /** @returns how many rows changed. */
  run(parameters: SqlValue[]): number {
    return this.call(() => (this.statement.run(checked(parameters)) as { changes: number }).changes);
  }

  get returnsRows(): boolean {
    return this.columns.length > 0;
  }

  private named(tuple: SqlValue[]): Row {
    return Object.fromEntries(this.columns.map((column, i) => [column, tuple[i]])) as Row;
  }

  private call<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw explainSqliteError(error, this.path);
    }
  }
}

function checked(parameters: SqlValue[]): SqlValue[] {
  for (const value of parameters) {
    if (value === null || typeof value === 'bigint' || value instanceof Uint8Array) continue;
    if (typeof value === 'string' && !value.includes('\0')) continue;
    if (typeof value === 'number' && !Number.isNaN(value)) continue;
    const shown = typeof value === 'string' ? 'a string with a NUL character' : `${typeof value} ${String(value)}`;
    throw new TypeError(`SQLite parameters are strings without NUL, numbers, bigints, null or Uint8Array, not ${shown}`);
  }
  return parameters;
}
