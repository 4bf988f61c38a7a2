import { deadLetterCodec, TOPICS } from '@conceptwatch/contracts';
import { type BatchHandler, type Clock, type Consumption, type MessageLog, type MetricSink, type OutgoingRecord, type Subscription, WrappedLog } from '@conceptwatch/ports';
import { logMetrics } from './log.metrics';

/** A log that counts what goes through it, whichever log it is. */
export class MeteredLog extends WrappedLog {
  /** When each batch in work began, in the clock's monotonic time. */
  private readonly inWork = new Map<symbol, number>();

  constructor(
    log: MessageLog,
    private readonly metrics: MetricSink,
    private readonly clock: Clock,
  ) {
    super(log);
  }

  override async publish(records: OutgoingRecord[]): Promise<{ partition: number; offset: number }[]> {
    const start = this.clock.monotonic();
    const positions = await this.log.publish(records);
    const seconds = (this.clock.monotonic() - start) / 1000;
    for (const topic of new Set(records.map((record) => record.topic))) this.metrics.observe(logMetrics.publishSeconds, seconds, { topic });
    this.countPublished(records);
    return positions;
  }

  override consume(subscription: Subscription, handler: BatchHandler): Promise<Consumption> {
    const { group, topic } = subscription;
    this.metrics.increment(logMetrics.failures, { group, topic }, 0);
    return this.log.consume(subscription, async (batch) => {
      const work = Symbol(group);
      this.inWork.set(work, this.clock.monotonic());
      try {
        const outputs = await handler(batch);
        this.metrics.increment(logMetrics.consumed, { group, topic }, batch.records.length);
        this.countPublished(outputs);
        return outputs;
      } catch (error) {
        // A lost partition is no failure: others go on with it.
        if (!batch.signal.aborted) this.metrics.increment(logMetrics.failures, { group, topic });
        throw error;
      } finally {
        this.inWork.delete(work);
      }
    });
  }

  /** How long the oldest batch has been in work, in milliseconds; 0 when nothing is. A broker that is gone leaves nothing in work. */
  longestWork(): number {
    return Math.max(0, ...[...this.inWork.values()].map((since) => this.clock.monotonic() - since));
  }

  private countPublished(records: readonly OutgoingRecord[]): void {
    for (const { topic, value } of records) {
      this.metrics.increment(logMetrics.published, { topic });
      if (topic === TOPICS.deadLetters) this.countDeadLetter(value);
    }
  }

  private countDeadLetter(value: Uint8Array): void {
    const { stage, reason } = deadLetterCodec.decode(value);
    this.metrics.increment(logMetrics.deadLetters, { stage, reason });
  }
}
