import { Inject, Injectable, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { alignmentQuality } from '@conceptwatch/core/alignment';
import { ALIGNER_PROBE, type AlignerProbe, type Logger, LOGGER, METRICS, type MetricSink } from '@conceptwatch/ports';
import { type DecodeOutcome, DecodeStage } from './decode.stage';
import { INGEST_CONFIG, type IngestConfig } from './ingest.config';
import { ingestMetrics } from './ingest.metrics';

/** Fewer tell nothing of R². */
const FEWEST = 32;
const MOST = 256;
const EVERY_AT_FIRST = 10;
/** Inference of more would take memory from the pipeline's own. */
const MOST_AT_ONCE = 32;

/**
 * Whether the aligner still fits what arrives: some images go through the target model too, beside the pipeline, and R²
 * and cosine of the newest pairs are metrics. One check of a few images at a time; others that are due are passed over.
 */
@Injectable()
export class AlignerCheck implements OnApplicationShutdown {
  private readonly mapped: Float32Array[] = [];
  private readonly target: Float32Array[] = [];
  private seen = 0;
  private running: Promise<void> | undefined;
  private hasFailed = false;

  constructor(
    @Optional() @Inject(ALIGNER_PROBE) private readonly probe: AlignerProbe | undefined,
    @Inject(DecodeStage) private readonly decoding: DecodeStage,
    @Inject(INGEST_CONFIG) private readonly config: IngestConfig,
    @Inject(METRICS) private readonly metrics: MetricSink,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Takes note of decoded images and returns at once. */
  offer(outcomes: readonly DecodeOutcome[]): void {
    if (!this.probe || this.config.alignerCheckEvery === 0) return;
    const due = outcomes.filter((outcome) => outcome.result.status === 'decoded' && this.isDue());
    if (due.length === 0) return;
    const taken = this.running ? [] : due.slice(0, MOST_AT_ONCE);
    if (due.length > taken.length) this.metrics.increment(ingestMetrics.alignerChecks, { outcome: 'skipped' }, due.length - taken.length);
    if (taken.length === 0) return;
    this.running = this.check(this.probe, taken)
      .catch((error: unknown) => this.failed(error, taken.length))
      .finally(() => (this.running = undefined));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.running;
  }

  private isDue(): boolean {
    const every = this.mapped.length < FEWEST ? Math.min(EVERY_AT_FIRST, this.config.alignerCheckEvery) : this.config.alignerCheckEvery;
    return this.seen++ % every === 0;
  }

  private async check(probe: AlignerProbe, due: readonly DecodeOutcome[]): Promise<void> {
    const images: Uint8Array[] = [];
    const targetImages: Uint8Array[] = [];
    for (const { record, result } of due) {
      const seen = record && (await this.decoding.decodeContent(record, probe.targetPixels));
      if (result.status !== 'decoded' || seen?.status !== 'decoded') continue;
      images.push(result.pixels);
      targetImages.push(seen.pixels);
    }
    if (images.length === 0) return;
    const { mapped, target } = await probe.embed(images, targetImages);
    const { dimension } = probe;
    for (let at = 0; at < mapped.length; at += dimension) {
      const pair = [mapped.subarray(at, at + dimension), target.subarray(at, at + dimension)];
      if (!pair.every((row) => row.every(Number.isFinite))) continue;
      this.mapped.push(pair[0]);
      this.target.push(pair[1]);
    }
    for (const rows of [this.mapped, this.target]) rows.splice(0, rows.length - MOST);
    this.metrics.increment(ingestMetrics.alignerChecks, { outcome: 'checked' }, images.length);
    if (this.mapped.length >= FEWEST) this.show(probe);
  }

  private show({ aligner, dimension }: AlignerProbe): void {
    const { r2, cosine } = alignmentQuality(joined(this.mapped, dimension), joined(this.target, dimension), dimension);
    this.metrics.set(ingestMetrics.alignerR2, r2, { aligner });
    this.metrics.set(ingestMetrics.alignerCosine, cosine, { aligner });
  }

  private failed(error: unknown, images: number): void {
    this.metrics.increment(ingestMetrics.alignerChecks, { outcome: 'failed' }, images);
    if (!this.hasFailed) this.logger.warn('the aligner could not be checked against the target model; images are scored all the same', { error: String(error) });
    this.hasFailed = true;
  }
}

function joined(rows: readonly Float32Array[], dimension: number): Float32Array {
  const all = new Float32Array(rows.length * dimension);
  rows.forEach((row, i) => all.set(row, i * dimension));
  return all;
}
