import { setTimeout } from 'node:timers/promises';
import { type ControlRecord, controlCodec, TOPICS } from '@conceptwatch/contracts';
import type { Logger, MessageLog } from '@conceptwatch/ports';

const BATCH = 100;
const POLL_MS = 500;

/**
 * Shows every record of control.v1 to this process, from the first one on, in order. Not a consumer group: each process
 * must see all of them. Handlers are told old records again after a restart, so what they do must not depend on how often.
 */
export class ControlFollower {
  private next = 0;
  private running: Promise<void> | undefined;
  private readonly ended = new AbortController();

  constructor(
    private readonly log: MessageLog,
    private readonly logger: Logger,
    private readonly handle: (record: ControlRecord) => Promise<void>,
    private readonly pollMs = POLL_MS,
  ) {}

  /** Resolves when all records that are there now were handled. */
  async start(): Promise<void> {
    await this.catchUp();
    this.running = this.follow();
  }

  async stop(): Promise<void> {
    this.ended.abort();
    await this.running;
  }

  private async follow(): Promise<void> {
    while (await pause(this.pollMs, this.ended.signal)) {
      try {
        await this.catchUp();
      } catch (error) {
        this.logger.warn('Control records cannot be read or applied; it is tried again.', { error });
      }
    }
  }

  /** Resolves when all records that are there now were handled: before a partition is taken over, whose last owner obeyed them. */
  async catchUp(): Promise<void> {
    for (;;) {
      const records = await this.log.read(TOPICS.control, 0, this.next, BATCH);
      for (const { value, offset } of records) {
        await this.handle(controlCodec.decode(value));
        this.next = offset + 1;
      }
      if (records.length < BATCH) return;
    }
  }
}

/** @returns false when the signal came first */
function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return setTimeout(ms, true, { signal }).catch(() => false);
}
