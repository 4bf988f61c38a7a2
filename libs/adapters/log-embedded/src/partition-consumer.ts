import { setTimeout as sleep } from 'node:timers/promises';
import { LogUnavailable, type BatchHandler, type Clock, type Logger, type OutgoingRecord, type StoredRecord, type Subscription } from '@conceptwatch/ports';
import type { Mark, PartitionState } from './partition-state';

/** What a consumer needs of the log. */
export interface ConsumerLog {
  readonly clock: Clock;
  readonly logger: Logger | undefined;
  read(partition: PartitionState, from: number, limit: number, bytes: number): { records: StoredRecord[]; next: Mark };
  /** Produces and commits in one transaction, when the topics produced to have room or `hurry` is aborted. */
  complete(outputs: OutgoingRecord[], commit: { group: string; partition: PartitionState; mark: Mark }, hurry: AbortSignal): Promise<void>;
}

const DEFAULT_BATCH_BYTES = 8 * 1024 * 1024;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

/** Feeds one partition to a handler: several batches in work, results committed in order, everything again after a failure. */
export class PartitionConsumer {
  private next: number;
  private committed: number;
  private inFlight = 0;
  private failures = 0;
  private isPaused = false;
  private isRecovering = false;
  private isPumpScheduled = false;
  private isIdle = false;
  private progressAt: number;
  private attempt = new AbortController();
  private readonly stopping = new AbortController();
  /** Settles when the newest batch in work has been committed or given up. */
  private tail: Promise<void> = Promise.resolve();
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly log: ConsumerLog,
    private readonly partition: PartitionState,
    private readonly subscription: Subscription,
    private readonly handler: BatchHandler,
  ) {
    this.next = this.committed = partition.committed.get(subscription.group)?.offset ?? partition.start.offset;
    this.progressAt = log.clock.now();
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
    this.wake();
  }

  /** Looks for work in the next turn of the event loop. */
  wake(): void {
    if (this.isPumpScheduled || this.stopping.signal.aborted) return;
    this.isPumpScheduled = true;
    setImmediate(() => {
      this.isPumpScheduled = false;
      this.pump();
    });
  }

  /** An idle or paused partition makes all the progress that there is. */
  lastProgressAt(): number {
    return this.inFlight === 0 && (this.isIdle || this.isPaused) ? this.log.clock.now() : this.progressAt;
  }

  /** Ends after the work in flight; with `abandon` the handlers are told to stop early and commit nothing. */
  async stop(abandon = false): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.retry);
    if (abandon) this.attempt.abort();
    await this.tail;
  }

  private pump(): void {
    const { maxRecords, maxBytes = DEFAULT_BATCH_BYTES, inFlight = 1 } = this.subscription;
    while (this.inFlight < inFlight && !this.isPaused && !this.isRecovering && !this.stopping.signal.aborted) {
      let read: ReturnType<ConsumerLog['read']>;
      try {
        read = this.log.read(this.partition, this.next, maxRecords, maxBytes);
      } catch (error) {
        return this.fail(this.attempt, error);
      }
      this.isIdle = read.records.length === 0;
      if (this.isIdle) return;
      this.next = read.next.offset;
      this.start(read.records, read.next);
    }
  }

  private start(records: StoredRecord[], mark: Mark): void {
    const { attempt, partition } = this;
    const previous = this.tail;
    this.inFlight++;
    this.progressAt = this.log.clock.now();
    const work = (async () => this.handler({ topic: partition.topic, partition: partition.partition, records, signal: attempt.signal }))();
    // Observed in settle, which may have to wait for an earlier batch first.
    work.catch(() => undefined);
    this.tail = this.settle(previous, work, mark, attempt);
  }

  private async settle(previous: Promise<void>, work: Promise<OutgoingRecord[]>, mark: Mark, attempt: AbortController): Promise<void> {
    await previous;
    try {
      const outputs = await work;
      if (!attempt.signal.aborted) await this.complete(outputs, mark, attempt.signal);
    } catch (error) {
      if (!attempt.signal.aborted) this.fail(attempt, error);
    }
    this.inFlight--;
    this.wake();
  }

  private async complete(outputs: OutgoingRecord[], mark: Mark, lost: AbortSignal): Promise<void> {
    const commit = { group: this.subscription.group, partition: this.partition, mark };
    for (let tries = 0; !lost.aborted; tries++) {
      try {
        await this.log.complete(outputs, commit, this.stopping.signal);
        this.committed = mark.offset;
        this.failures = 0;
        this.progressAt = this.log.clock.now();
        return;
      } catch (error) {
        // The work is done and only its result cannot be stored: keep it rather than do it again.
        if (!(error instanceof LogUnavailable) || this.stopping.signal.aborted) throw error;
        this.log.logger?.error('results cannot be stored; consumption waits', { ...this.place(), tries, error: error.message });
        await untilRetry(tries, this.stopping.signal);
      }
    }
  }

  /** Gives up everything in flight and begins again at the committed offset after a while. */
  private fail(attempt: AbortController, error: unknown): void {
    attempt.abort();
    if (this.stopping.signal.aborted) return;
    this.isRecovering = true;
    this.log.logger?.error('a batch failed and comes again', { ...this.place(), offset: this.committed, failures: ++this.failures, error: String(error) });
    const delay = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.failures - 1, 10));
    this.retry = setTimeout(() => void this.tail.then(() => this.beginAgain()), delay);
  }

  private beginAgain(): void {
    this.attempt = new AbortController();
    this.next = this.committed;
    this.isRecovering = false;
    this.wake();
  }

  private place(): Record<string, unknown> {
    return { group: this.subscription.group, topic: this.partition.topic, partition: this.partition.partition };
  }
}

const untilRetry = (tries: number, signal: AbortSignal): Promise<void> =>
  sleep(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(tries, 10)), undefined, { signal }).catch(() => undefined);
