import type { History, HistoryQuery, HistoryRow, Logger } from '@conceptwatch/ports';
import pg from 'pg';
import { COLUMNS, type ScanCursor, scanStatement } from './scan-statement';
import { toRow } from './to-row';

export interface PostgresHistoryOptions {
  /** `postgres://user:password@host:port/database` */
  url: string;
  logger?: Logger;
}

const TABLE = 'history_image';
const INT8 = 20;
const LOCK = 7_203_117;

// Made under a lock of the database, because several services start at once.
const SCHEMA = `
select pg_advisory_xact_lock(${LOCK});
create table if not exists history_stream (name text primary key, images bigint not null default 0);
create table if not exists ${TABLE} (
  stream text not null,
  "offset" bigint not null,
  shard integer not null,
  captured_at bigint not null,
  image_id text not null,
  source text not null,
  space_digest text not null,
  image_reference text not null,
  vector bytea not null,
  primary key (stream, "offset", shard)
);
create index if not exists ${TABLE}_by_id on ${TABLE} (stream, image_id);
`;

const INSERT = `
with added as (
  insert into ${TABLE} (stream, "offset", shard, captured_at, image_id, source, space_digest, image_reference, vector)
  select * from unnest($1::text[], $2::bigint[], $3::integer[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bytea[])
  on conflict do nothing returning stream
)
insert into history_stream (name, images) select stream, count(*) from added group by stream order by stream
on conflict (name) do update set images = history_stream.images + excluded.images`;

const TRIM = `
with dropped as (
  delete from ${TABLE} where stream = $1 and ("offset", shard) in (select "offset", shard from ${TABLE} where stream = $1 order by "offset", shard limit $2) returning 1
)
update history_stream set images = images - (select count(*) from dropped) where name = $1 returning (select count(*) from dropped) as dropped`;

const ROWS_PER_TRIM = 1_000;

/** History in PostgreSQL, shared by the services of a cluster. A row that was appended is there after any crash. */
export class PostgresHistory implements History {
  private constructor(private readonly pool: pg.Pool) {}

  /** Makes the tables where they are missing. @throws when the database does not answer */
  static async open({ url, logger }: PostgresHistoryOptions): Promise<PostgresHistory> {
    const getTypeParser = (oid: number, format?: string): unknown => (oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text'));
    const pool = new pg.Pool({ connectionString: url, max: 5, connectionTimeoutMillis: 5_000, types: { getTypeParser: getTypeParser as typeof pg.types.getTypeParser } });
    pool.on('error', (error) => logger?.warn('a database connection broke; the next query opens another', { error: error.message }));
    try {
      await pool.query(`begin; ${SCHEMA} commit;`);
    } catch (error) {
      await pool.end();
      throw error;
    }
    return new PostgresHistory(pool);
  }

  async append(rows: HistoryRow[]): Promise<void> {
    if (rows.length === 0) return;
    const column = <K extends keyof HistoryRow>(key: K): HistoryRow[K][] => rows.map((row) => row[key]);
    const vectors = rows.map(({ vector }) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength));
    await this.pool.query(INSERT, [column('stream'), column('offset'), column('shard'), column('capturedAt'), column('imageId'), column('source'), column('spaceDigest'), column('imageReference'), vectors]);
  }

  async scan(query: HistoryQuery, visit: (rows: HistoryRow[]) => void | Promise<void>, chunk = 1_000): Promise<void> {
    let left = query.limit ?? Infinity;
    for (let after: ScanCursor | undefined; left > 0; ) {
      const wanted = Math.min(chunk, left);
      const { sql, parameters } = scanStatement(query, { name: TABLE, stream: ['stream', query.stream] }, after, wanted);
      const rows = await this.rows(query.stream, numbered(sql), parameters);
      if (rows.length > 0) await visit(rows);
      if (rows.length < wanted) return;
      left -= rows.length;
      after = rows[rows.length - 1];
    }
  }

  async find(stream: string, imageId: string): Promise<HistoryRow | undefined> {
    const [row] = await this.rows(stream, `select ${COLUMNS} from ${TABLE} where stream = $1 and image_id = $2 order by "offset" desc limit 1`, [stream, imageId]);
    return row;
  }

  async count(stream: string): Promise<number> {
    const { rows } = await this.pool.query<{ images: number }>('select images from history_stream where name = $1', [stream]);
    return rows[0]?.images ?? 0;
  }

  async trim(stream: string, keep: number): Promise<number> {
    let trimmed = 0;
    for (let beyond = (await this.count(stream)) - keep; beyond > 0; ) {
      const { rows } = await this.pool.query<{ dropped: number }>(TRIM, [stream, Math.min(beyond, ROWS_PER_TRIM)]);
      const dropped = rows[0]?.dropped ?? 0;
      if (dropped === 0) break;
      trimmed += dropped;
      beyond -= dropped;
    }
    return trimmed;
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private async rows(stream: string, text: string, values: unknown[]): Promise<HistoryRow[]> {
    const { rows } = await this.pool.query<never[]>({ text, values, rowMode: 'array' });
    return rows.map((tuple) => toRow(stream, tuple));
  }
}

/** PostgreSQL numbers its parameters. */
function numbered(sql: string): string {
  let count = 0;
  return sql.replaceAll('?', () => `$${++count}`);
}
