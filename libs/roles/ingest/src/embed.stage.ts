import { Inject, Injectable } from '@nestjs/common';
import { toFloat16 } from '@conceptwatch/contracts';
import { IMAGE_EMBEDDER, type ImageEmbedder, METRICS, type MetricSink } from '@conceptwatch/ports';
import { INGEST_CONFIG, type IngestConfig } from './ingest.config';
import { ingestMetrics } from './ingest.metrics';

/** A unit vector in binary16, its length before it was scaled, and what made it. */
export interface Embedded {
  vector: Uint8Array;
  length: number;
  space: ImageEmbedder['descriptor'];
}

/** Steps 2 and 3, embed and align: pixels → unit vectors of the target space, rounded to binary16. */
@Injectable()
export class EmbedStage {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(IMAGE_EMBEDDER) private readonly embedder: ImageEmbedder,
    @Inject(INGEST_CONFIG) private readonly config: IngestConfig,
    @Inject(METRICS) private readonly metrics: MetricSink,
  ) {}

  /** In micro-batches, one after the other: inference of one fetch never overlaps that of another. @returns undefined where the encoder gave no finite vector. */
  embed(images: Uint8Array[]): Promise<(Embedded | undefined)[]> {
    const turn = this.last.then(() => this.embedInBatches(images));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async embedInBatches(images: Uint8Array[]): Promise<(Embedded | undefined)[]> {
    const vectors: (Embedded | undefined)[] = [];
    for (let at = 0; at < images.length; at += this.config.batchSize) vectors.push(...(await this.embedNow(images.slice(at, at + this.config.batchSize))));
    return vectors;
  }

  private async embedNow(images: Uint8Array[]): Promise<(Embedded | undefined)[]> {
    this.metrics.observe(ingestMetrics.batchSize, images.length);
    const lengths = new Float32Array(images.length);
    // Of the call that begins now: while it runs, the aligner may change.
    const space = this.embedder.descriptor;
    const { dimension } = space;
    const rows = await this.embedder.embed(images, lengths);
    return images.map((_, i) => {
      const row = rows.subarray(i * dimension, (i + 1) * dimension);
      return row.every(Number.isFinite) ? { vector: toFloat16(row), length: lengths[i], space } : undefined;
    });
  }
}
