import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { TOPICS } from '@conceptwatch/contracts';
import { type Consumption, HEALTH, type Health, MESSAGE_LOG, type MessageLog, METRICS, type MetricSink } from '@conceptwatch/ports';
import { reportLag } from '@conceptwatch/platform/observability';
import { CONCEPT_BANK_CONFIG, type ConceptBankConfig } from './concept-bank.config';
import { ScoreStage } from './score.stage';

/** Follows embeddings.v1 while the service runs. */
@Injectable()
export class ConceptBankRole implements OnApplicationBootstrap, OnApplicationShutdown {
  private consumption: Consumption | undefined;

  constructor(
    @Inject(MESSAGE_LOG) private readonly log: MessageLog,
    @Inject(ScoreStage) private readonly scoring: ScoreStage,
    @Inject(CONCEPT_BANK_CONFIG) private readonly config: ConceptBankConfig,
    @Inject(METRICS) private readonly metrics: MetricSink,
    @Inject(HEALTH) private readonly health: Health,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    reportLag(this.metrics, this.log, { role: 'concept-bank', topic: TOPICS.embeddings });
    this.consumption = await this.log.consume(
      { group: 'concept-bank', topic: TOPICS.embeddings, maxRecords: this.config.batchSize },
      (batch) => this.scoring.handle(batch),
    );
    this.health.check('ready', 'concept-bank', () => ({ ok: this.consumption !== undefined, detail: 'reads embeddings.v1' }));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.consumption?.stop();
    this.consumption = undefined;
  }
}
