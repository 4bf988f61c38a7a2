import path from 'node:path';
import { toFloat16 } from '@conceptwatch/contracts';
import type { History, HistoryRow, MatrixProduct, TableFiles } from '@conceptwatch/ports';
import { RefusedInput } from '../refused-input';
import { alignManyRows, type BackfillAligner } from './aligned-rows';
import type { ChunkEntry } from './backfill-folder';
import { type BackfillManifest, shortDigest } from './backfill-manifest';
import type { ChunkRows, Resumption, RowSource } from './chunk-rows';

/** Turns the encoder's vectors into another aligner's space. */
export interface Realignment {
  aligner: BackfillAligner;
  product: MatrixProduct;
}

export interface StoredBackfill {
  directory: string;
  manifest: BackfillManifest;
  chunks: readonly ChunkEntry[];
}

const NO_ROWS = (from: number, to: number, cursor: string): ChunkRows => ({ from, to, cursor, imageIds: [], names: [], sources: [], times: [], positions: [], vectors: new Uint8Array(), refused: [] });

/**
 * Embeddings that an earlier backfill kept, with its positions: a new bank is scored without images, and so is a new
 * aligner where the encoder's own vectors were kept. The chunks are those of the earlier backfill.
 */
export class StoredBackfillRows implements RowSource {
  constructor(
    private readonly stored: StoredBackfill,
    private readonly tables: TableFiles,
    private readonly realignment?: Realignment,
  ) {
    const { embeddings } = stored.manifest;
    if (!(realignment ? embeddings.encoder : embeddings.aligned)) {
      throw new RefusedInput('option-invalid', `The backfill in "${stored.directory}" kept no ${realignment ? "vectors of the encoder, which another aligner needs" : 'embeddings'}: backfill from the images again${realignment ? '' : ', without --no-embeddings'}.`);
    }
  }

  get name(): string {
    return `stored embeddings of ${this.stored.manifest.from}`;
  }

  fingerprint(): Promise<string> {
    return Promise.resolve(`stored ${shortDigest(JSON.stringify(this.stored.manifest))} ${this.stored.chunks.at(-1)?.to ?? 0}`);
  }

  count(): Promise<number> {
    return Promise.resolve(this.stored.chunks.at(-1)?.to ?? 0);
  }

  /** One chunk is read while the one before is scored and written. */
  async *chunks(_size: number, after: Resumption | undefined, signal?: AbortSignal): AsyncGenerator<ChunkRows> {
    const entries = this.stored.chunks.slice(after === undefined ? 0 : Number(after.cursor));
    let next = entries.length ? this.read(entries[0]) : undefined;
    for (let i = 0; next !== undefined; i++) {
      signal?.throwIfAborted();
      const chunk: ChunkRows = await next;
      next = i + 1 < entries.length ? this.read(entries[i + 1]) : undefined;
      next?.catch(() => undefined);
      yield chunk;
    }
  }

  private async read({ part, from, to, rows }: ChunkEntry): Promise<ChunkRows> {
    if (rows === 0) return NO_ROWS(from, to, String(part + 1));
    const file = path.join(this.stored.directory, 'embeddings', `part-${String(part).padStart(6, '0')}.parquet`);
    const vectorColumn = this.realignment ? 'encoder_f32' : 'vector_f16';
    const table = await this.tables.read(file, ['image_id', 'image_name', 'image_source', 'captured_at', 'image_position', vectorColumn]);
    const stored = joined(table.bytes(vectorColumn));
    const vectors = this.realignment ? toFloat16(await alignManyRows(new Float32Array(stored.buffer), this.realignment.aligner, this.realignment.product)) : stored;
    return {
      from, to, cursor: String(part + 1), vectors, refused: [],
      imageIds: table.texts('image_id'), names: table.texts('image_name'), sources: table.texts('image_source'), times: table.times('captured_at'), positions: table.integers('image_position'),
    };
  }
}

/** What History keeps of a stream: a new bank is scored over the past without images. Positions are offsets in images.v1. */
export class HistoryRows implements RowSource {
  constructor(
    private readonly history: History,
    private readonly query: { stream: string; spaceDigest: string; shard: number; fromTime?: number; toTime?: number },
  ) {}

  get name(): string {
    return `history of ${this.query.stream}`;
  }

  /** History grows at its end and is trimmed at its beginning while a stream runs. */
  fingerprint(): Promise<string> {
    return Promise.resolve(`history ${JSON.stringify(this.query)}`);
  }

  count(): Promise<number | undefined> {
    return Promise.resolve(undefined);
  }

  async *chunks(size: number, after: Resumption | undefined, signal?: AbortSignal): AsyncGenerator<ChunkRows> {
    for (let next = after === undefined ? 0 : Number(after.cursor); ; ) {
      signal?.throwIfAborted();
      const rows: HistoryRow[] = [];
      await this.history.scan({ ...this.query, fromOffset: next, limit: size }, (found) => void rows.push(...found), size);
      if (rows.length === 0) return;
      const last = rows[rows.length - 1].offset;
      yield this.chunkOf(rows, last);
      next = last + 1;
    }
  }

  private chunkOf(rows: readonly HistoryRow[], last: number): ChunkRows {
    return {
      from: rows[0].offset,
      to: last + 1,
      cursor: String(last + 1),
      imageIds: rows.map(({ imageId }) => imageId),
      names: rows.map(({ imageReference }) => imageReference),
      sources: rows.map(({ source }) => source),
      times: rows.map(({ capturedAt }) => capturedAt),
      positions: rows.map(({ offset }) => offset),
      vectors: joined(rows.map(({ vector }) => vector)),
      refused: [],
    };
  }
}

/** The embeddings of a backfill as a reference sample. @returns rows × dimension, binary16, in their sequence */
export async function storedVectors(rows: RowSource, size: number, signal?: AbortSignal): Promise<{ vectors: Uint8Array; images: number; refused: number }> {
  const parts: Uint8Array[] = [];
  let images = 0;
  for await (const chunk of rows.chunks(size, undefined, signal)) {
    parts.push(chunk.vectors);
    images += chunk.positions.length;
  }
  return { vectors: joined(parts), images, refused: 0 };
}

/** In one copy, at the beginning of a buffer of its own: views of other number types can lie on it. */
function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
