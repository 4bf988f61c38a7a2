import { plainBytes, type SqlValue } from '@conceptwatch/adapters/sqlite';
import type { HistoryRow } from '@conceptwatch/ports';

/** A row from its COLUMNS. */
export function toRow(stream: string, tuple: SqlValue[]): HistoryRow {
  const [imageId, source, shard, offset, capturedAt, spaceDigest, vector, imageReference] = tuple as [string, string, number, number, number, string, Uint8Array, string];
  return { imageId, stream, source, shard, offset, capturedAt, spaceDigest, vector: plainBytes(vector), imageReference };
}
