import type { BatchHandler, OutgoingRecord, StoredRecord, Subscription } from '@conceptwatch/ports';
import type { EachBatchPayload } from 'kafkajs';
import { isFencedOut } from './kafka-errors';
import { pause } from './pause';
import { toStoredRecord } from './record-codec';

/** What a run needs of the consumption that it belongs to. */
export interface RunContext {
  readonly subscription: Subscription;
  readonly handler: BatchHandler;
  readonly heartbeatMs: number;
  /** False when no new work may begin: paused or stopping. */
  mayBegin(): boolean;
  /** Aborted when the log closes. */
  readonly closing: AbortSignal;
  publish(records: OutgoingRecord[]): Promise<void>;
  /** A batch of the partition is committed. */
  progressed(partition: number): void;
  /** @returns how long to wait before the batch comes again. */
  failed(partition: number, error: unknown): number;
}

interface Work {
  outputs: Promise<OutgoingRecord[]>;
  lastOffset: string;
}

const DEFAULT_BATCH_BYTES = 8 * 1024 * 1024;
/** A rebalance waits for the slowest batch of the group, so what kafkajs fetched is left for the next round after this. */
const LONGEST_RUN_MS = 1_000;

/** One fetched batch: handled in small ones, several at once, each committed in order once its results are in Kafka. */
export class BatchRun {
  private readonly attempt = new AbortController();
  private readonly inWork: Work[] = [];
  private readonly startedAt = performance.now();
  private lost: unknown;
  private next = 0;

  constructor(
    private readonly payload: EachBatchPayload,
    private readonly context: RunContext,
  ) {
    const close = () => this.attempt.abort();
    if (context.closing.aborted) close();
    else context.closing.addEventListener('abort', close, { once: true });
    this.attempt.signal.addEventListener('abort', () => context.closing.removeEventListener('abort', close), { once: true });
  }

  /** @throws what kafkajs needs to see to join the group again; a handler's failure ends in a later delivery instead */
  async run(): Promise<void> {
    try {
      for (this.begin(); this.inWork.length > 0 && !this.attempt.signal.aborted; this.begin()) {
        const work = this.inWork[0];
        const outputs = await this.alive(work.outputs);
        if (this.attempt.signal.aborted) break;
        await this.complete(outputs, work.lastOffset);
        this.inWork.shift();
      }
    } catch (error) {
      await this.giveUp(error);
    } finally {
      this.attempt.abort();
      await Promise.allSettled(this.inWork.map(({ outputs }) => outputs));
    }
    if (this.lost) throw this.lost;
  }

  private begin(): void {
    const { inFlight = 1 } = this.context.subscription;
    const { messages } = this.payload.batch;
    while (this.inWork.length < inFlight && this.next < messages.length && this.mayGoOn()) {
      const records = this.takeRecords();
      const { topic, partition } = this.payload.batch;
      const outputs = (async () => this.context.handler({ topic, partition, records, signal: this.attempt.signal }))();
      outputs.catch(() => undefined);
      this.inWork.push({ outputs, lastOffset: messages[this.next - 1].offset });
    }
  }

  private mayGoOn(): boolean {
    return !this.lost && this.context.mayBegin() && !this.payload.isStale() && !this.attempt.signal.aborted && performance.now() - this.startedAt < LONGEST_RUN_MS;
  }

  private takeRecords(): StoredRecord[] {
    const { maxRecords, maxBytes = DEFAULT_BATCH_BYTES } = this.context.subscription;
    const { topic, partition, messages } = this.payload.batch;
    const records: StoredRecord[] = [];
    for (let bytes = 0; this.next < messages.length && records.length < maxRecords; this.next++) {
      const record = toStoredRecord(topic, partition, messages[this.next]);
      bytes += record.value.length;
      if (records.length > 0 && bytes > maxBytes) break;
      records.push(record);
    }
    return records;
  }

  /** Durable first, then the offset. Only the payload's commit works while the consumer stops. */
  private async complete(outputs: OutgoingRecord[], lastOffset: string): Promise<void> {
    const { topic, partition } = this.payload.batch;
    await this.alive(this.context.publish(outputs));
    const offset = String(Number(lastOffset) + 1);
    await this.payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] }).catch((error: unknown) => this.leave(error));
    this.payload.resolveOffset(lastOffset);
    this.context.progressed(partition);
  }

  /** Waits, and keeps the membership meanwhile. When the group rebalances, what is in work is finished but nothing new begins. */
  private async alive<T>(work: Promise<T>): Promise<T> {
    const settled = work.then(
      () => true,
      () => true,
    );
    for (const timer = new AbortController(); ; ) {
      const isSettled = await Promise.race([settled, pause(this.context.heartbeatMs, timer.signal)]);
      if (!this.lost) await this.payload.heartbeat().catch((error: unknown) => this.leave(error));
      if (isSettled === true) {
        timer.abort();
        return work;
      }
    }
  }

  private leave(error: unknown): void {
    this.lost ??= error;
    // Another member has the partition already: what is not committed belongs to it.
    if (isFencedOut(error)) this.attempt.abort();
  }

  private async giveUp(error: unknown): Promise<void> {
    this.attempt.abort();
    if (this.context.closing.aborted || this.lost) return;
    const wait = this.context.failed(this.payload.batch.partition, error);
    await this.alive(pause(wait, this.context.closing));
  }
}
