import { type Clock, type Document, type DocumentKind, VersionConflict } from '@conceptwatch/ports';
import { type Kysely, sql } from 'kysely';
import type { StateTables } from './tables';

type Row = StateTables['document'];

const toDocument = <T>(row: Row): Document<T> => ({
  kind: row.kind as DocumentKind,
  id: row.id,
  version: row.version,
  updatedAt: row.updated_at,
  body: JSON.parse(row.body) as T,
});

/** Versioned JSON documents. */
export class DocumentTable {
  constructor(
    private readonly database: Kysely<StateTables>,
    private readonly clock: Clock,
  ) {}

  async get<T>(kind: DocumentKind, id: string): Promise<Document<T> | undefined> {
    const row = await this.database.selectFrom('document').selectAll().where('kind', '=', kind).where('id', '=', id).executeTakeFirst();
    return row && toDocument<T>(row);
  }

  async list<T>(kind: DocumentKind): Promise<Document<T>[]> {
    const rows = await this.database.selectFrom('document').selectAll().where('kind', '=', kind).orderBy('id').execute();
    return rows.map((row) => toDocument<T>(row));
  }

  /** @throws VersionConflict */
  async put<T>(kind: DocumentKind, id: string, body: T, expectedVersion?: number): Promise<Document<T>> {
    const row: Row = { kind, id, version: 1, updated_at: this.clock.now(), body: JSON.stringify(body) };
    const written = expectedVersion === undefined ? await this.upsert(row) : await this.writeExpecting(row, expectedVersion);
    if (written) return toDocument<T>(written);
    const there = await this.get(kind, id);
    const found = there ? `is at version ${there.version}` : 'does not exist';
    throw new VersionConflict(`${kind} ${id} ${found}, not at version ${expectedVersion}: read it again and decide anew`);
  }

  async delete(kind: DocumentKind, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.database.deleteFrom('document').where('kind', '=', kind).where('id', '=', id).executeTakeFirst();
    return numDeletedRows > 0n;
  }

  private upsert(row: Row): Promise<Row> {
    return this.database
      .insertInto('document')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['kind', 'id']).doUpdateSet({ version: sql`document.version + 1`, updated_at: row.updated_at, body: row.body }),
      )
      .returningAll()
      .executeTakeFirstOrThrow();
  }

  private writeExpecting(row: Row, expectedVersion: number): Promise<Row | undefined> {
    if (expectedVersion === 0) {
      return this.database.insertInto('document').values(row).onConflict((conflict) => conflict.doNothing()).returningAll().executeTakeFirst();
    }
    return this.database
      .updateTable('document')
      .set({ version: expectedVersion + 1, updated_at: row.updated_at, body: row.body })
      .where('kind', '=', row.kind)
      .where('id', '=', row.id)
      .where('version', '=', expectedVersion)
      .returningAll()
      .executeTakeFirst();
  }
}
