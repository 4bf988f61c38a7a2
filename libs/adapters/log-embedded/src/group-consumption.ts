import type { BatchHandler, Consumption, Subscription } from '@conceptwatch/ports';
import { PartitionConsumer, type ConsumerLog } from './partition-consumer';
import type { PartitionState, TopicState } from './partition-state';

/** A subscription in progress: one consumer for each partition of the topic. */
export class GroupConsumption implements Consumption {
  private readonly consumers: Map<PartitionState, PartitionConsumer>;
  private ending: Promise<void> | undefined;

  constructor(
    log: ConsumerLog,
    topic: TopicState,
    private readonly subscription: Subscription,
    handler: BatchHandler,
    private readonly onEnded: () => void,
  ) {
    this.consumers = new Map(topic.partitions.map((partition) => [partition, new PartitionConsumer(log, partition, subscription, handler)]));
  }

  wake(partition: PartitionState): void {
    this.consumers.get(partition)?.wake();
  }

  pause(): void {
    for (const consumer of this.consumers.values()) consumer.pause();
  }

  resume(): void {
    for (const consumer of this.consumers.values()) consumer.resume();
  }

  stop(): Promise<void> {
    return (this.ending ??= this.end(false));
  }

  /** Ends without committing what is in flight. */
  abandon(): Promise<void> {
    return (this.ending ??= this.end(true));
  }

  lastProgressAt(): number {
    return Math.min(...[...this.consumers.values()].map((consumer) => consumer.lastProgressAt()));
  }

  private async end(abandon: boolean): Promise<void> {
    await Promise.all(
      [...this.consumers].map(async ([partition, consumer]) => {
        await consumer.stop(abandon);
        await this.subscription.onRevoked?.(partition.partition);
      }),
    );
    this.onEnded();
  }
}
