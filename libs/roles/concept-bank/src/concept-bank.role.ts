import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type ControlRecord, TOPICS } from '@conceptwatch/contracts';
import { type Consumption, HEALTH, type Health, type Logger, LOGGER, MESSAGE_LOG, type MessageLog, METRICS, type MetricSink } from '@conceptwatch/ports';
import { reportLag } from '@conceptwatch/platform/observability';
import { ControlFollower } from '@conceptwatch/platform/runtime';
import { BankRegistry } from './bank-registry';
import { CONCEPT_BANK_CONFIG, type ConceptBankConfig } from './concept-bank.config';
import { ScoreStage } from './score.stage';

/** Follows embeddings.v1 while the service runs. */
@Injectable()
export class ConceptBankRole implements OnApplicationBootstrap, OnApplicationShutdown {
  private consumption: Consumption | undefined;
  private control: ControlFollower | undefined;

  constructor(
    @Inject(MESSAGE_LOG) private readonly log: MessageLog,
    @Inject(ScoreStage) private readonly scoring: ScoreStage,
    @Inject(CONCEPT_BANK_CONFIG) private readonly config: ConceptBankConfig,
    @Inject(METRICS) private readonly metrics: MetricSink,
    @Inject(HEALTH) private readonly health: Health,
    @Inject(BankRegistry) private readonly banks: BankRegistry,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    reportLag(this.metrics, this.log, { role: 'concept-bank', topic: TOPICS.embeddings });
    const control = new ControlFollower(this.log, this.logger, async (record) => this.obey(record));
    this.control = control;
    await control.start();
    // Who takes a partition over has obeyed what its last owner obeyed, so that a shard never goes back to an old bank.
    const resumeFrom = async (): Promise<undefined> => void (await control.catchUp());
    this.consumption = await this.log.consume(
      { group: 'concept-bank', topic: TOPICS.embeddings, maxRecords: this.config.batchSize, resumeFrom },
      (batch) => this.scoring.handle(batch),
    );
    this.health.check('ready', 'concept-bank', () => ({ ok: this.consumption !== undefined, detail: 'reads embeddings.v1' }));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.control?.stop();
    await this.consumption?.stop();
    this.consumption = undefined;
  }

  /** From the next batch on: a stream that was redefined is scored with the bank that it names now. */
  private obey({ kind, id }: ControlRecord): void {
    if (kind === 'stream') this.banks.forget(id);
    if (kind === 'bank') this.banks.forget();
  }
}
