import { toFloat16 } from '@conceptwatch/contracts';
import type { ArchiveItem, DecodedImage, Encoder, ImageArchive, ImageDecoder, Refusal } from '@conceptwatch/ports';
import { alignRows, type BackfillAligner } from './aligned-rows';
import type { ChunkRows, Resumption, RowSource } from './chunk-rows';

export interface ImageRowTools {
  decoder: ImageDecoder;
  encoder: Encoder;
  aligner: BackfillAligner;
  /** Of the target space. */
  dimension: number;
}

export interface ImageRowOptions {
  /** Keeps what the encoder gave, so that another aligner needs no images. */
  keepFeatures?: boolean;
  /** Images per call of the encoder. Default 32. */
  batchSize?: number;
  /** Images that are loaded and decoded at once; bounds memory. Default 24. */
  inFlight?: number;
}

type Outcome = DecodedImage | Refusal;
type Settled = { outcome: Outcome } | { fault: unknown };

/**
 * Embeds an archive chunk by chunk. A chunk's images fall into micro-batches by their place in the chunk, so that a
 * backfill that goes on after a kill gives the same vectors bit for bit.
 */
export class ImageRows implements RowSource {
  constructor(
    private readonly archive: ImageArchive,
    private readonly tools: ImageRowTools,
    private readonly options: ImageRowOptions = {},
  ) {}

  get name(): string {
    return this.archive.name;
  }

  fingerprint(): Promise<string> {
    return this.archive.fingerprint();
  }

  count(): Promise<number | undefined> {
    return this.archive.count();
  }

  async *chunks(size: number, after: Resumption | undefined, signal?: AbortSignal): AsyncGenerator<ChunkRows> {
    let position = after?.position ?? 0;
    let chunk = new GrowingChunk(position, this.tools, this.options);
    for await (const { item, outcome } of this.decoded(after?.cursor, signal)) {
      await chunk.add(position++, item, outcome);
      if (position - chunk.from < size) continue;
      yield await chunk.finish(position);
      chunk = new GrowingChunk(position, this.tools, this.options);
    }
    if (position > chunk.from) yield await chunk.finish(position);
  }

  /** Loads and decodes several items at once and gives them back in their order. */
  private async *decoded(after: string | undefined, signal?: AbortSignal): AsyncGenerator<{ item: ArchiveItem; outcome: Outcome }> {
    const started: { item: ArchiveItem; settled: Promise<Settled> }[] = [];
    const next = async function* (): AsyncGenerator<{ item: ArchiveItem; outcome: Outcome }> {
      const first = started.shift();
      if (!first) return;
      const settled = await first.settled;
      if ('fault' in settled) throw settled.fault;
      yield { item: first.item, outcome: settled.outcome };
    };
    for await (const item of this.archive.items({ after, signal })) {
      signal?.throwIfAborted();
      // A fault of a later item must not become an unhandled rejection while an earlier one is awaited.
      started.push({ item, settled: this.decode(item).then((outcome) => ({ outcome }), (fault: unknown) => ({ fault })) });
      if (started.length >= (this.options.inFlight ?? 24)) yield* next();
    }
    while (started.length) {
      signal?.throwIfAborted();
      yield* next();
    }
  }

  private async decode({ content }: ArchiveItem): Promise<Outcome> {
    const loaded = typeof content === 'function' ? await content() : content;
    return loaded instanceof Uint8Array ? this.tools.decoder.decode(loaded, this.tools.encoder.descriptor.pixels) : loaded;
  }
}

const REFUSED_EMBEDDING = { reason: 'invalid-embedding', detail: 'The encoder gave no finite embedding for this image.' } as const;

/** A chunk while it fills. */
class GrowingChunk {
  private readonly rows: Omit<ChunkRows, 'from' | 'to' | 'cursor' | 'vectors' | 'features'> = { imageIds: [], names: [], sources: [], times: [], positions: [], refused: [] };
  private readonly vectors: Uint8Array[] = [];
  private readonly features: Uint8Array[] = [];
  private waiting: { position: number; item: ArchiveItem; pixels: Uint8Array }[] = [];
  private cursor = '';

  constructor(
    readonly from: number,
    private readonly tools: ImageRowTools,
    private readonly options: ImageRowOptions,
  ) {}

  async add(position: number, item: ArchiveItem, outcome: Outcome): Promise<void> {
    this.cursor = item.cursor;
    if (outcome.status === 'refused') this.rows.refused.push({ position, name: item.name, reason: outcome.reason, detail: outcome.detail });
    // Without its content: bytes of the archive must not wait for the encoder.
    else this.waiting.push({ position, item: { ...item, content: outcome.pixels }, pixels: outcome.pixels });
    if (this.waiting.length >= (this.options.batchSize ?? 32)) await this.embed();
  }

  async finish(to: number): Promise<ChunkRows> {
    await this.embed();
    this.rows.refused.sort((a, b) => a.position - b.position);
    const vectors = new Uint8Array(Buffer.concat(this.vectors));
    return { from: this.from, to, cursor: this.cursor, ...this.rows, vectors, ...(this.options.keepFeatures ? { features: this.features } : {}) };
  }

  private async embed(): Promise<void> {
    const batch = this.waiting;
    if (batch.length === 0) return;
    this.waiting = [];
    const { encoder, aligner, dimension } = this.tools;
    const features = await encoder.embed(batch.map(({ pixels }) => pixels));
    const vectors = alignRows(features, aligner, dimension);
    const width = features.length / batch.length;
    batch.forEach(({ position, item }, i) => {
      const vector = vectors.subarray(i * dimension, (i + 1) * dimension);
      if (!vector.every(Number.isFinite)) return void this.rows.refused.push({ position, name: item.name, ...REFUSED_EMBEDDING });
      this.vectors.push(toFloat16(vector));
      if (this.options.keepFeatures) this.features.push(new Uint8Array(features.slice(i * width, (i + 1) * width).buffer));
      this.keep(position, item);
    });
  }

  private keep(position: number, { name, imageId, source, capturedAt }: ArchiveItem): void {
    this.rows.imageIds.push(imageId ?? `item-${String(position).padStart(9, '0')}`);
    this.rows.names.push(name);
    this.rows.sources.push(source ?? '');
    this.rows.times.push(capturedAt);
    this.rows.positions.push(position);
  }
}
