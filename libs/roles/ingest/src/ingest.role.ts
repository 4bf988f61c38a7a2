import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { type ControlRecord, TOPICS } from '@conceptwatch/contracts';
import {
  ALIGNER_SWITCH,
  type AlignerSwitch,
  type Batch,
  type Consumption,
  HEALTH,
  type Health,
  IMAGE_EMBEDDER,
  type ImageEmbedder,
  type Logger,
  LOGGER,
  MESSAGE_LOG,
  type MessageLog,
  METRICS,
  type MetricSink,
  type OutgoingRecord,
} from '@conceptwatch/ports';
import { reportLag } from '@conceptwatch/platform/observability';
import { ControlFollower } from '@conceptwatch/platform/runtime';
import { INGEST_CONFIG, type IngestConfig } from './ingest.config';
import { ingestMetrics } from './ingest.metrics';
import { IngestPipeline } from './ingest.pipeline';

/** Follows images.v1 while the service runs. */
@Injectable()
export class IngestRole implements OnApplicationBootstrap, OnApplicationShutdown {
  private consumption: Consumption | undefined;
  private control: ControlFollower | undefined;
  private inFlight = 0;

  constructor(
    @Inject(MESSAGE_LOG) private readonly log: MessageLog,
    @Inject(IngestPipeline) private readonly pipeline: IngestPipeline,
    @Inject(IMAGE_EMBEDDER) private readonly embedder: ImageEmbedder,
    @Inject(INGEST_CONFIG) private readonly config: IngestConfig,
    @Inject(METRICS) private readonly metrics: MetricSink,
    @Inject(HEALTH) private readonly health: Health,
    @Inject(LOGGER) private readonly logger: Logger,
    @Optional() @Inject(ALIGNER_SWITCH) private readonly aligners: AlignerSwitch | undefined,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const control = this.aligners && new ControlFollower(this.log, this.logger, (record) => this.obey(record, this.aligners));
    this.control = control;
    await control?.start();
    this.showEncoder();
    this.metrics.onScrape(() => this.metrics.set(ingestMetrics.inFlight, this.inFlight));
    reportLag(this.metrics, this.log, { role: 'ingest', topic: TOPICS.images });
    // Who takes a partition over has obeyed what its last owner obeyed, so that a shard never goes back to an old aligner.
    const resumeFrom = control && (async (): Promise<undefined> => void (await control.catchUp()));
    this.consumption = await this.log.consume(
      { group: 'ingest', topic: TOPICS.images, maxRecords: this.config.fetchSize, inFlight: this.config.batchesInFlight, resumeFrom },
      (batch) => this.handle(batch),
    );
    this.health.check('ready', 'ingest', () => ({ ok: this.consumption !== undefined, detail: 'reads images.v1' }));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.control?.stop();
    await this.consumption?.stop();
    this.consumption = undefined;
  }

  private async obey({ kind }: ControlRecord, aligners: AlignerSwitch | undefined): Promise<void> {
    if (kind === 'aligner' && (await aligners?.follow())) this.showEncoder();
  }

  private showEncoder(): void {
    const { encoder, aligner, spaceDigest } = this.embedder.descriptor;
    this.metrics.remove(ingestMetrics.encoder);
    this.metrics.set(ingestMetrics.encoder, 1, { encoder, aligner, space: spaceDigest.slice(0, 12) });
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
