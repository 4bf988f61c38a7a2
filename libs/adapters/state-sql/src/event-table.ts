import type { RefusedImage, StoredDriftEvent } from '@conceptwatch/ports';
import type { Kysely } from 'kysely';
import type { StateTables } from './tables';

/** Few enough for the parameters that one statement may have. */
const ROWS_PER_INSERT = 500;

/** Writes events; one that is there already stays as it is. */
export async function insertEvents(database: Kysely<StateTables>, events: StoredDriftEvent[]): Promise<void> {
  for (let i = 0; i < events.length; i += ROWS_PER_INSERT) {
    const rows = events.slice(i, i + ROWS_PER_INSERT).map(({ id, stream, concept, kind, at, body }) => ({ id, stream, concept, kind, at, body: JSON.stringify(body) }));
    await database.insertInto('drift_event').values(rows).onConflict((conflict) => conflict.doNothing()).execute();
  }
}

export async function listEvents(database: Kysely<StateTables>, query: { stream?: string; before?: number; limit: number }): Promise<StoredDriftEvent[]> {
  let select = database.selectFrom('drift_event').selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(query.limit);
  if (query.stream !== undefined) select = select.where('stream', '=', query.stream);
  if (query.before !== undefined) select = select.where('at', '<', query.before);
  const rows = await select.execute();
  return rows.map((row) => ({ ...row, kind: row.kind as StoredDriftEvent['kind'], body: JSON.parse(row.body) as Record<string, unknown> }));
}

export async function insertRefused(database: Kysely<StateTables>, images: RefusedImage[]): Promise<void> {
  for (let i = 0; i < images.length; i += ROWS_PER_INSERT) {
    const rows = images.slice(i, i + ROWS_PER_INSERT).map(({ id, stream, source, reason, detail, at, reference }) => ({ id, stream, source, reason, detail, at, reference }));
    await database.insertInto('refused_image').values(rows).onConflict((conflict) => conflict.doNothing()).execute();
  }
}

export async function listRefused(database: Kysely<StateTables>, query: { stream?: string; before?: number; limit: number }): Promise<RefusedImage[]> {
  let select = database.selectFrom('refused_image').selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(query.limit);
  if (query.stream !== undefined) select = select.where('stream', '=', query.stream);
  if (query.before !== undefined) select = select.where('at', '<', query.before);
  return select.execute();
}

export async function countRefused(database: Kysely<StateTables>, stream?: string): Promise<Record<string, number>> {
  let select = database.selectFrom('refused_image').select(({ fn }) => ['reason', fn.countAll<number>().as('images')]).groupBy('reason').orderBy('reason');
  if (stream !== undefined) select = select.where('stream', '=', stream);
  const rows = await select.execute();
  return Object.fromEntries(rows.map(({ reason, images }) => [reason, Number(images)]));
}
