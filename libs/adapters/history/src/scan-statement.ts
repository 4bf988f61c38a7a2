import type { SqlValue } from '@conceptwatch/adapters/sqlite';
import type { HistoryQuery } from '@conceptwatch/ports';

/** Where a scan goes on: behind the last row that was visited. */
export interface ScanCursor {
  offset: number;
  shard: number;
}

/** The columns of a row, in the order in which `toRow` reads them. */
export const COLUMNS = 'image_id, source, shard, "offset", captured_at, space_digest, vector, image_reference';

export interface ScannedTable {
  name: string;
  /** Column and value that say which stream's rows are meant. */
  stream: [string, SqlValue];
}

/** One chunk of a scan as SQL with its parameters; chunks continue by key, so that writers are never held up. */
export function scanStatement(query: HistoryQuery, table: ScannedTable, after: ScanCursor | undefined, rows: number): { sql: string; parameters: SqlValue[] } {
  const [column, stream] = table.stream;
  const conditions: [string, SqlValue[]][] = [[`${column} = ?`, [stream]]];
  const given: [string, SqlValue | undefined][] = [
    ['space_digest = ?', query.spaceDigest],
    ['shard = ?', query.shard],
    ['"offset" >= ?', query.fromOffset],
    ['"offset" <= ?', query.toOffset],
    ['captured_at >= ?', query.fromTime],
    ['captured_at <= ?', query.toTime],
  ];
  for (const [condition, value] of given) if (value !== undefined) conditions.push([condition, [value]]);
  if (after) conditions.push([`("offset", shard) ${query.newestFirst ? '<' : '>'} (?, ?)`, [after.offset, after.shard]]);
  const order = query.newestFirst ? 'desc' : 'asc';
  return {
    sql: `select ${COLUMNS} from ${table.name} where ${conditions.map(([condition]) => condition).join(' and ')} order by "offset" ${order}, shard ${order} limit ?`,
    parameters: [...conditions.flatMap(([, values]) => values), rows],
  };
}
