import type { SqlValue } from '@conceptwatch/adapters/sqlite';
import type { HistoryQuery } from '@conceptwatch/ports';

/** Where a scan goes on: behind the last row that was visited. */
export interface ScanCursor {
  offset: number;
  shard: number;
}

const COLUMNS = 'image_id, source, shard, offset, captured_at, space_digest, vector, image_reference';

/** One chunk of a scan as SQL with its parameters; chunks continue by key, so that writers are never held up. */
export function scanStatement(query: HistoryQuery, streamId: number, after: ScanCursor | undefined, rows: number): { sql: string; parameters: SqlValue[] } {
  const conditions: [string, SqlValue[]][] = [['stream_id = ?', [streamId]]];
  const given: [string, SqlValue | undefined][] = [
    ['space_digest = ?', query.spaceDigest],
    ['shard = ?', query.shard],
    ['offset >= ?', query.fromOffset],
    ['offset <= ?', query.toOffset],
    ['captured_at >= ?', query.fromTime],
    ['captured_at <= ?', query.toTime],
  ];
  for (const [condition, value] of given) if (value !== undefined) conditions.push([condition, [value]]);
  if (after) conditions.push([`(offset, shard) ${query.newestFirst ? '<' : '>'} (?, ?)`, [after.offset, after.shard]]);
  const order = query.newestFirst ? 'desc' : 'asc';
  return {
    sql: `select ${COLUMNS} from image where ${conditions.map(([condition]) => condition).join(' and ')} order by offset ${order}, shard ${order} limit ?`,
    parameters: [...conditions.flatMap(([, values]) => values), rows],
  };
}
