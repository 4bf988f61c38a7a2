import { Inject, Injectable, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { fromFloat16 } from '@conceptwatch/contracts';
import { alignmentQuality } from '@conceptwatch/core/alignment';
import { type Encoder, type ImageEmbedder, type Logger, LOGGER, METRICS, type MetricSink, TARGET_ENCODER } from '@conceptwatch/ports';
import { DecodeStage } from './decode.stage';
import { INGEST_CONFIG, type IngestConfig } from './ingest.config';
import { ingestMetrics } from './ingest.metrics';
import type { EmbeddedImage } from './ingest.pipeline';

/** Fewer tell nothing of R². */
const FEWEST = 32;
const MOST = 256;
const EVERY_AT_FIRST = 10;
/** Inference of more would take memory from the pipeline's own. */
const MOST_AT_ONCE = 32;

/** One image, both ways: before scaling to unit length. */
interface Pair {
  mapped: Float32Array;
  target: Float32Array;
}

/**
 * Whether the aligner still fits what arrives: some images go through the target model too, beside the pipeline, and R²
 * and cosine of the newest pairs are metrics. One check of a few images at a time; others that are due are passed over.
 */
@Injectable()
export class AlignerCheck implements OnApplicationShutdown {
  private pairs: Pair[] = [];
  /** Name and digest of the aligner that the pairs are of. */
  private judged: Pick<ImageEmbedder['descriptor'], 'aligner' | 'alignerDigest'> | undefined;
  private seen = 0;
  private running: Promise<void> | undefined;
  private hasFailed = false;

  constructor(
    @Optional() @Inject(TARGET_ENCODER) private readonly target: Encoder | undefined,
    @Inject(DecodeStage) private readonly decoding: DecodeStage,
    @Inject(INGEST_CONFIG) private readonly config: IngestConfig,
    @Inject(METRICS) private readonly metrics: MetricSink,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Takes note of images and returns at once. */
  offer(images: readonly EmbeddedImage[]): void {
    if (!this.target || this.config.alignerCheckEvery === 0) return;
    const due = images.filter(() => this.isDue());
    const taken = this.running ? [] : due.slice(0, MOST_AT_ONCE);
    if (due.length > taken.length) this.metrics.increment(ingestMetrics.alignerChecks, { outcome: 'skipped' }, due.length - taken.length);
    if (taken.length === 0) return;
    this.running = this.check(this.target, taken)
      .catch((error: unknown) => this.failed(error, taken.length))
      .finally(() => (this.running = undefined));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.running;
  }

  private isDue(): boolean {
    const every = this.pairs.length < FEWEST ? Math.min(EVERY_AT_FIRST, this.config.alignerCheckEvery) : this.config.alignerCheckEvery;
    return this.seen++ % every === 0;
  }

  private async check(encoder: Encoder, due: readonly EmbeddedImage[]): Promise<void> {
    const images: Uint8Array[] = [];
    const mapped: Float32Array[] = [];
    const { space } = due[due.length - 1];
    for (const { outcome, vector, length } of due.filter((image) => image.space.alignerDigest === space.alignerDigest)) {
      const seen = outcome.record && (await this.decoding.decodeContent(outcome.record, encoder.descriptor.pixels));
      if (seen?.status !== 'decoded') continue;
      images.push(seen.pixels);
      mapped.push(fromFloat16(vector).map((value) => value * length));
    }
    if (images.length === 0) return;
    const { dimension } = encoder.descriptor;
    const rows = await encoder.embed(images);
    if (this.judged?.alignerDigest !== space.alignerDigest) this.beginWith(space);
    mapped.forEach((row, i) => this.pairs.push({ mapped: row, target: rows.slice(i * dimension, (i + 1) * dimension) }));
    this.pairs.splice(0, this.pairs.length - MOST);
    this.metrics.increment(ingestMetrics.alignerChecks, { outcome: 'checked' }, images.length);
    if (this.pairs.length >= FEWEST) this.show(space.aligner, dimension);
  }

  /** Pairs of an aligner that was replaced say nothing of this one. */
  private beginWith(space: ImageEmbedder['descriptor']): void {
    const before = this.judged;
    if (before) for (const metric of [ingestMetrics.alignerR2, ingestMetrics.alignerCosine]) this.metrics.remove(metric, { aligner: before.aligner });
    this.pairs = [];
    this.judged = space;
  }

  private show(aligner: string, dimension: number): void {
    const all = (which: keyof Pair): Float32Array => {
      const rows = new Float32Array(this.pairs.length * dimension);
      this.pairs.forEach((pair, i) => rows.set(pair[which], i * dimension));
      return rows;
    };
    const { r2, cosine } = alignmentQuality(all('mapped'), all('target'), dimension);
    this.metrics.set(ingestMetrics.alignerR2, r2, { aligner });
    this.metrics.set(ingestMetrics.alignerCosine, cosine, { aligner });
  }

  private failed(error: unknown, images: number): void {
    this.metrics.increment(ingestMetrics.alignerChecks, { outcome: 'failed' }, images);
    if (!this.hasFailed) this.logger.warn('the aligner could not be checked against the target model; images are scored all the same', { error: String(error) });
    this.hasFailed = true;
  }
}
