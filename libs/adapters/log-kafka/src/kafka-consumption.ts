import { setMaxListeners } from 'node:events';
import type { BatchHandler, Clock, Consumption, Logger, OutgoingRecord, Subscription } from '@conceptwatch/ports';
import type { Consumer, ConsumerGroupJoinEvent, EachBatchPayload, Kafka } from 'kafkajs';
import { BatchRun, type RunContext } from './batch-run';
import { pause } from './pause';

export interface ConsumptionSettings {
  clock: Clock;
  logger?: Logger;
  sessionTimeoutMs: number;
  maxBytesPerPartition: number;
  publish(records: OutgoingRecord[]): Promise<void>;
  onEnded(): void;
}

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
const FETCH_WAIT_MS = 250;

/** One member of a consumer group. */
export class KafkaConsumption implements Consumption {
  private readonly consumer: Consumer;
  private readonly closing = new AbortController();
  private readonly failures = new Map<number, number>();
  /** Settles when a partition of the present assignment stands where its owner wants it. */
  private positioned = new Map<number, Promise<void>>();
  private isPaused = false;
  private isStopping = false;
  private running = 0;
  private progressAt: number;
  private ending: Promise<void> | undefined;

  constructor(
    kafka: Kafka,
    groupId: string,
    private readonly subscription: Subscription,
    private readonly handler: BatchHandler,
    private readonly settings: ConsumptionSettings,
  ) {
    this.progressAt = settings.clock.now();
    // Every partition in work listens to it; Node warns of more than ten.
    setMaxListeners(0, this.closing.signal);
    this.consumer = kafka.consumer({
      groupId,
      sessionTimeout: settings.sessionTimeoutMs,
      heartbeatInterval: Math.floor(settings.sessionTimeoutMs / 10),
      rebalanceTimeout: Math.max(60_000, 2 * settings.sessionTimeoutMs),
      maxWaitTimeInMs: FETCH_WAIT_MS,
      maxBytesPerPartition: settings.maxBytesPerPartition,
      allowAutoTopicCreation: false,
      retry: { restartOnFailure: async () => !this.isStopping },
    });
  }

  /** Resolves once the member has joined. */
  async start(): Promise<void> {
    const { GROUP_JOIN, CRASH } = this.consumer.events;
    this.consumer.on(GROUP_JOIN, (event) => this.joined(event));
    this.consumer.on(CRASH, ({ payload }) => {
      this.settings.logger?.error('the consumer failed', { ...this.place(), error: payload.error.message, restarts: payload.restart });
    });
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [this.subscription.topic], fromBeginning: true });
    await this.consumer.run({ autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: 8, eachBatch: (payload) => this.eachBatch(payload) });
  }

  pause(): void {
    this.isPaused = true;
    this.consumer.pause([{ topic: this.subscription.topic }]);
  }

  resume(): void {
    this.isPaused = false;
    this.consumer.resume([{ topic: this.subscription.topic }]);
  }

  stop(): Promise<void> {
    return (this.ending ??= this.end());
  }

  /** Ends without committing what is in flight. */
  abandon(): Promise<void> {
    this.closing.abort();
    return this.stop();
  }

  /** A member without work makes all the progress that there is, also while the broker is away. */
  lastProgressAt(): number {
    return this.running === 0 ? this.settings.clock.now() : this.progressAt;
  }

  private async end(): Promise<void> {
    this.isStopping = true;
    await this.consumer.disconnect();
    for (const partition of this.positioned.keys()) await this.subscription.onRevoked?.(partition);
    this.settings.onEnded();
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    await this.untilPositioned(payload);
    if (payload.isStale() || this.isPaused || this.isStopping) return;
    this.running++;
    this.progressAt = this.settings.clock.now();
    try {
      await new BatchRun(payload, this.runContext()).run();
    } finally {
      this.running--;
    }
  }

  private runContext(): RunContext {
    const { subscription, handler, closing } = this;
    return {
      subscription,
      handler,
      heartbeatMs: Math.floor(this.settings.sessionTimeoutMs / 10),
      closing: closing.signal,
      mayBegin: () => !this.isPaused && !this.isStopping,
      publish: (records) => this.settings.publish(records),
      progressed: (partition) => {
        this.progressAt = this.settings.clock.now();
        this.failures.delete(partition);
      },
      failed: (partition, error) => this.failed(partition, error),
    };
  }

  private failed(partition: number, error: unknown): number {
    const failures = (this.failures.get(partition) ?? 0) + 1;
    this.failures.set(partition, failures);
    this.settings.logger?.error('a batch failed and comes again', { ...this.place(), partition, failures, error: String(error) });
    return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10));
  }

  /** Partitions come and go with each generation of the group; those that are here begin where their owner says. */
  private joined({ payload }: ConsumerGroupJoinEvent): void {
    const assigned = payload.memberAssignment[this.subscription.topic] ?? [];
    const before = this.positioned;
    this.positioned = new Map(assigned.map((partition) => [partition, this.position(partition)]));
    for (const partition of before.keys()) if (!this.positioned.has(partition)) void this.revoked(partition);
  }

  /** Tries until the owner answers: the group's own offset would be another place. */
  private async position(partition: number): Promise<void> {
    const { topic, resumeFrom } = this.subscription;
    const { signal } = this.closing;
    for (let tries = 0; resumeFrom && !signal.aborted && !this.isStopping; tries++) {
      try {
        const offset = await resumeFrom(partition);
        if (offset !== undefined) this.consumer.seek({ topic, partition, offset: String(offset) });
        return;
      } catch (error) {
        this.settings.logger?.error('the checkpoint cannot be read; the partition waits', { ...this.place(), partition, tries, error: String(error) });
        await pause(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(tries, 10)), signal);
      }
    }
  }

  private async untilPositioned(payload: EachBatchPayload): Promise<void> {
    const positioned = (this.positioned.get(payload.batch.partition) ?? Promise.resolve()).then(() => true);
    while (!(await Promise.race([positioned, pause(this.settings.sessionTimeoutMs / 10, this.closing.signal)])) && !this.isStopping) await payload.heartbeat();
  }

  private async revoked(partition: number): Promise<void> {
    try {
      await this.subscription.onRevoked?.(partition);
    } catch (error) {
      this.settings.logger?.error('the owner of a partition failed to give it up', { ...this.place(), partition, error: String(error) });
    }
  }

  private place(): Record<string, unknown> {
    return { group: this.subscription.group, topic: this.subscription.topic };
  }
}
