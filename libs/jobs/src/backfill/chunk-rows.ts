import type { RefusalReason } from '@conceptwatch/ports';

/** What cannot be scored, with its place among the others. */
export interface RefusedRow {
  position: number;
  name: string;
  reason: RefusalReason;
  detail: string;
}

/** The rows of one chunk: what is written together and becomes part of the state together. */
export interface ChunkRows {
  /** First position and the one behind the last, refused items included. */
  from: number;
  to: number;
  /** Where the source goes on. */
  cursor: string;
  imageIds: string[];
  names: string[];
  sources: string[];
  /** Milliseconds since the epoch. */
  times: (number | undefined)[];
  positions: number[];
  /** rows × dimension, little-endian binary16. */
  vectors: Uint8Array;
  /** Per row what the encoder gave, little-endian binary32; absent when nobody asked for it. */
  features?: Uint8Array[];
  refused: RefusedRow[];
}

/** Where a row source goes on. */
export interface Resumption {
  position: number;
  cursor: string;
}

/** Rows of a backfill, from images or from stored embeddings. The same source gives the same chunks. */
export interface RowSource {
  /** For people. */
  readonly name: string;
  /** Changes when the content does. */
  fingerprint(): Promise<string>;
  /** How many items there are, where that is known. */
  count(): Promise<number | undefined>;
  chunks(size: number, after: Resumption | undefined, signal?: AbortSignal): AsyncIterable<ChunkRows>;
}
