import type { Logger } from '@conceptwatch/ports';
import { PostgresDialect } from 'kysely';
import pg from 'pg';

const INT8 = 20;

/** A pool whose 64-bit integers are numbers: ours are milliseconds, offsets and counts, all below 2^53. */
export function postgresDialect(url: string, logger?: Logger): PostgresDialect {
  const getTypeParser = (oid: number, format?: string): unknown =>
    oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text');
  const pool = new pg.Pool({
    connectionString: url,
    max: 5,
    connectionTimeoutMillis: 5_000,
    types: { getTypeParser: getTypeParser as typeof pg.types.getTypeParser },
  });
  // A connection that breaks is replaced at the next query; unheard, its error would end the process, also while it is lent.
  pool.on('connect', (client) => client.on('error', (error) => logger?.warn('a database connection broke; the next query opens another', { error: error.message })));
  // Of one that is idle the pool repeats what the connection has told.
  pool.on('error', () => undefined);
  return new PostgresDialect({ pool });
}
