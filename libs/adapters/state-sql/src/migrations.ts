import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import type { StateTables } from './tables';

/** How the two databases spell their column types. Text compares byte by byte in both, so that both sort alike. */
export interface ColumnTypes {
  text: ReturnType<typeof sql>;
  bytes: 'bytea' | 'blob';
}

export const SQLITE_TYPES: ColumnTypes = { text: sql`text`, bytes: 'blob' };
export const POSTGRES_TYPES: ColumnTypes = { text: sql`text collate "C"`, bytes: 'bytea' };

const createStateTables = ({ text, bytes }: ColumnTypes): Migration => ({
  async up(database: Kysely<unknown>) {
    const create = (name: string) => database.schema.createTable(name);
    const index = (table: string, columns: string[]) => database.schema.createIndex(`${table}_${columns.join('_')}`).on(table).columns(columns).execute();
    await create('document')
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('id', text, (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addColumn('body', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('document_key', ['kind', 'id'])
      .execute();
    await create('blob')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('bytes', bytes, (column) => column.notNull())
      .execute();
    await create('checkpoint')
      .addColumn('key', text, (column) => column.primaryKey())
      .addColumn('offset', 'bigint', (column) => column.notNull())
      .addColumn('state', bytes, (column) => column.notNull())
      .execute();
    let events = create('drift_event').addColumn('id', text, (column) => column.primaryKey());
    for (const column of ['stream', 'concept', 'kind', 'body']) events = events.addColumn(column, text, (definition) => definition.notNull());
    await events.addColumn('at', 'bigint', (column) => column.notNull()).execute();
    let refused = create('refused_image').addColumn('id', text, (column) => column.primaryKey());
    for (const column of ['stream', 'source', 'reason', 'detail', 'reference']) refused = refused.addColumn(column, text, (definition) => definition.notNull());
    await refused.addColumn('at', 'bigint', (column) => column.notNull()).execute();
    await index('drift_event', ['at']);
    await index('drift_event', ['stream', 'at']);
    await index('refused_image', ['at']);
    await index('refused_image', ['stream', 'reason']);
    await index('refused_image', ['stream', 'at']);
  },
});

/** Brings the database up to this build's schema, or says why it cannot. */
export async function migrate(database: Kysely<StateTables>, types: ColumnTypes, where: string): Promise<void> {
  const provider = { getMigrations: async () => ({ '0001-state-tables': createStateTables(types) }) };
  const { error } = await new Migrator({ db: database, provider }).migrateToLatest();
  if (!error) return;
  const isNewer = error instanceof Error && error.message.includes('is missing');
  throw new Error(
    isNewer
      ? `${where} was written by a newer conceptwatch: use that version, or another data folder or database`
      : `${where} could not be brought to this version's schema: ${error instanceof Error ? error.message : String(error)}`,
    { cause: error },
  );
}
