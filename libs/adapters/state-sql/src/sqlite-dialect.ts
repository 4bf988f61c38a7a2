import type { SqliteDatabase, SqlValue } from '@conceptwatch/adapters/sqlite';
import { SqliteDialect } from 'kysely';

/** Kysely's own SQLite dialect over our driver. It lets one transaction at a time use the connection. */
export function sqliteDialect(database: SqliteDatabase): SqliteDialect {
  return new SqliteDialect({
    database: {
      close: () => database.close(),
      prepare(text) {
        const statement = database.prepare(text);
        return {
          reader: statement.returnsRows,
          all: (parameters) => statement.all(parameters as SqlValue[]),
          run: (parameters) => ({ changes: statement.run(parameters as SqlValue[]), lastInsertRowid: 0 }),
          iterate: (parameters) => statement.all(parameters as SqlValue[])[Symbol.iterator](),
        };
      },
    },
  });
}
