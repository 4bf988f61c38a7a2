import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { TOPICS } from '@conceptwatch/contracts';
import {
  type Batch,
  type Consumption,
  HEALTH,
  type Health,
  IMAGE_EMBEDDER,
  type ImageEmbedder,
  MESSAGE_LOG,
  type MessageLog,
  METRICS,
  type MetricSink,
  type OutgoingRecord,
} from '@conceptwatch/ports';
import { reportLag } from '@conceptwatch/platform/observability';
import { INGEST_CONFIG, type IngestConfig } from './ingest.config';
import { ingestMetrics } from './ingest.metrics';
import { IngestPipeline } from './ingest.pipeline';

/** Follows images.v1 while the service runs. */
@Injectable()
export class IngestRole implements OnApplicationBootstrap, OnApplicationShutdown {
  private consumption: Consumption | undefined;
  private inFlight = 0;

  constructor(
    @Inject(MESSAGE_LOG) private readonly log: MessageLog,
    @Inject(IngestPipeline) private readonly pipeline: IngestPipeline,
    @Inject(IMAGE_EMBEDDER) private readonly embedder: ImageEmbedder,
    @Inject(INGEST_CONFIG) private readonly config: IngestConfig,
    @Inject(METRICS) private readonly metrics: MetricSink,
    @Inject(HEALTH) private readonly health: Health,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { encoder, aligner, spaceDigest } = this.embedder.descriptor;
    this.metrics.set(ingestMetrics.encoder, 1, { encoder, aligner, space: spaceDigest.slice(0, 12) });
    this.metrics.onScrape(() => this.metrics.set(ingestMetrics.inFlight, this.inFlight));
    reportLag(this.metrics, this.log, { role: 'ingest', topic: TOPICS.images });
    this.consumption = await this.log.consume(
      { group: 'ingest', topic: TOPICS.images, maxRecords: this.config.fetchSize, inFlight: this.config.batchesInFlight },
      (batch) => this.handle(batch),
    );
    this.health.check('ready', 'ingest', () => ({ ok: this.consumption !== undefined, detail: 'reads images.v1' }));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.consumption?.stop();
    this.consumption = undefined;
  }

  private async handle(batch: Batch): Promise<OutgoingRecord[]> {
    this.inFlight += batch.records.length;
    try {
      return await this.pipeline.handle(batch);
    } finally {
      this.inFlight -= batch.records.length;
    }
  }
}
