import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type ControlRecord, TOPICS } from '@conceptwatch/contracts';
import { type Consumption, HEALTH, type Health, type Logger, LOGGER, MESSAGE_LOG, type MessageLog, METRICS, type MetricSink } from '@conceptwatch/ports';
import { reportLag } from '@conceptwatch/platform/observability';
import { ControlFollower } from '@conceptwatch/platform/runtime';
import { toEventRecord } from './drift-events';
import { DriftGauges } from './drift-gauges';
import { DriftView } from './drift-view';
import { DRIFT_CONFIG, type DriftConfig } from './drift.config';
import { TrackStage } from './track.stage';

/** Follows scores.v1 from each partition's checkpoint while the service runs. */
@Injectable()
export class DriftRole implements OnApplicationBootstrap, OnApplicationShutdown {
  private consumption: Consumption | undefined;
  private control: ControlFollower | undefined;
  private saving: NodeJS.Timeout | undefined;

  constructor(
    @Inject(MESSAGE_LOG) private readonly log: MessageLog,
    @Inject(TrackStage) private readonly tracking: TrackStage,
    @Inject(DriftView) private readonly view: DriftView,
    @Inject(DRIFT_CONFIG) private readonly config: DriftConfig,
    @Inject(METRICS) private readonly metrics: MetricSink,
    @Inject(HEALTH) private readonly health: Health,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.tracking.publish = (events) => this.log.publish(events.map(toEventRecord));
    const gauges = new DriftGauges(this.view, this.metrics);
    this.metrics.onScrape(() => gauges.publish());
    reportLag(this.metrics, this.log, { role: 'drift', topic: TOPICS.scores });
    this.consumption = await this.log.consume(
      {
        group: 'drift',
        topic: TOPICS.scores,
        maxRecords: this.config.batchSize,
        resumeFrom: (partition) => this.open(partition),
        onRevoked: (partition) => this.tracking.close(partition),
      },
      async ({ partition, records }) => (await this.tracking.track(partition, records, (letters) => this.log.publish(letters))).map(toEventRecord),
    );
    await this.tracking.prepare();
    this.control = new ControlFollower(this.log, this.logger, (record) => this.obey(record));
    await this.control.start();
    this.saving = setInterval(() => void this.saveDue(), this.config.checkpointMs);
    this.health.check('ready', 'drift', () => ({ ok: this.consumption !== undefined, detail: 'reads scores.v1' }));
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.saving);
    await this.control?.stop();
    await this.consumption?.stop();
    this.consumption = undefined;
    for (const partition of [...this.tracking.shards.keys()]) await this.tracking.close(partition);
  }

  private async saveDue(): Promise<void> {
    try {
      await this.tracking.saveDue();
    } catch (error) {
      this.logger.warn('The drift state cannot be saved; it is tried again, and after a crash the records are read again.', { error });
    }
  }

  private async open(partition: number): Promise<number> {
    const { resumeAt, events } = await this.tracking.open(partition);
    if (events.length) await this.log.publish(events.map(toEventRecord));
    return resumeAt;
  }

  private async obey({ kind, id, version }: ControlRecord): Promise<void> {
    if (kind === 'stream') {
      await this.tracking.prepare();
      await this.tracking.redefine(id);
    }
    const [stream, concept] = id.split('/');
    if (kind === 'acknowledge') await this.tracking.acknowledge(stream, concept, Number(version));
  }
}
