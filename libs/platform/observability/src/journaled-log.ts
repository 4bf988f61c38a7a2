import { TOPICS } from '@conceptwatch/contracts';
import { type BatchHandler, type Consumption, type Logger, type MessageLog, type OutgoingRecord, type Subscription, WrappedLog } from '@conceptwatch/ports';
import { recordFields } from './record-fields';

const IMAGES_NAMED = 5;

/**
 * A log that tells what becomes of each record, with the ids by which lines of several processes belong together. One that
 * is set aside or fails is always told; the way of every image only at the level debug, which may be set while the service runs.
 */
export class JournaledLog extends WrappedLog {
  constructor(
    log: MessageLog,
    private readonly logger: Logger & { level?: string },
  ) {
    super(log);
  }

  override async publish(records: OutgoingRecord[]): Promise<{ partition: number; offset: number }[]> {
    const positions = await this.log.publish(records);
    if (this.isTalkative) records.forEach((record, i) => record.topic === TOPICS.images && this.logger.debug('An image is durable.', { ...recordFields(record), ...positions[i] }));
    this.tellSetAside(records);
    return positions;
  }

  override consume(subscription: Subscription, handler: BatchHandler): Promise<Consumption> {
    const { group } = subscription;
    return this.log.consume(subscription, async (batch) => {
      try {
        const outputs = await handler(batch);
        if (this.isTalkative) for (const record of batch.records) this.logger.debug('A record was handled.', { role: group, ...recordFields(record) });
        this.tellSetAside(outputs);
        return outputs;
      } catch (error) {
        // A lost partition is no failure: others go on with it.
        if (!batch.signal.aborted) this.logger.warn('A batch was not handled.', { role: group, records: batch.records.length, first: batch.records.slice(0, IMAGES_NAMED).map(recordFields), error });
        throw error;
      }
    });
  }

  private get isTalkative(): boolean {
    return this.logger.level === undefined || this.logger.level === 'debug';
  }

  private tellSetAside(records: readonly OutgoingRecord[]): void {
    for (const record of records) if (record.topic === TOPICS.deadLetters) this.logger.info('An image or record was set aside.', recordFields(record));
  }
}
