/** One image as history keeps it. */
export interface HistoryRow {
  imageId: string;
  stream: string;
  source: string;
  shard: number;
  /** Offset in images.v1: with shard, the identity of the row. */
  offset: number;
  capturedAt: number;
  /** Digest of (encoder, aligner). */
  spaceDigest: string;
  /** Little-endian binary16 of the aligned unit vector. */
  vector: Uint8Array;
  /** Where the image can be seen again. */
  imageReference: string;
}

export interface HistoryQuery {
  stream: string;
  spaceDigest?: string;
  shard?: number;
  fromOffset?: number;
  toOffset?: number;
  fromTime?: number;
  toTime?: number;
  /** Newest first instead of oldest first. */
  newestFirst?: boolean;
  limit?: number;
}

/** Append-only memory of embeddings and image references: exemplars, retrieval, re-derived baselines, backfills of new concepts. */
export interface History {
  /** Idempotent by (stream, shard, offset). */
  append(rows: HistoryRow[]): Promise<void>;
  /** Visits rows in chunks of at most `chunk` (default 1,000), in offset order unless asked otherwise. */
  scan(query: HistoryQuery, visit: (rows: HistoryRow[]) => void | Promise<void>, chunk?: number): Promise<void>;
  find(stream: string, imageId: string): Promise<HistoryRow | undefined>;
  count(stream: string): Promise<number>;
  /** Drops the oldest rows of a stream beyond `keep`. */
  trim(stream: string, keep: number): Promise<number>;
  close(): Promise<void>;
}
