import { randomUUID } from 'node:crypto';
import { vi } from 'vitest';
import type { Batch, BatchHandler, Consumption, MessageLog, OutgoingRecord, Subscription } from '@conceptwatch/ports';

/** What `describeMessageLog` needs of an implementation. */
export interface MessageLogFixture {
  /** Opens the same log again; the suite closes every log that it opens before the next one. */
  open(): Promise<MessageLog>;
  dispose(): Promise<void>;
  /** How long to wait for something that must happen. */
  patienceMs?: number;
}

const text = new TextDecoder();

/** One test's own topics, group and records, so that tests share a log without seeing each other. */
export class LogScenario {
  readonly topic = `in-${randomUUID()}`;
  readonly output = `out-${randomUUID()}`;
  readonly group = `group-${randomUUID()}`;
  readonly seen: { partition: number; offset: number; value: string }[] = [];
  readonly batches: Batch[] = [];
  private readonly running: Consumption[] = [];

  constructor(
    readonly log: MessageLog,
    private readonly patienceMs: number,
  ) {}

  async createTopics(partitions = 1): Promise<void> {
    await this.log.createTopics([
      { topic: this.topic, partitions },
      { topic: this.output, partitions: 1 },
    ]);
  }

  publish(values: string[], partition = 0): Promise<{ partition: number; offset: number }[]> {
    return this.log.publish(values.map((value) => record(this.topic, value, partition)));
  }

  async consume(handler: BatchHandler, more: Partial<Subscription> = {}): Promise<Consumption> {
    const consumption = await this.log.consume({ group: this.group, topic: this.topic, maxRecords: 10, ...more }, async (batch) => {
      this.batches.push(batch);
      const outputs = await handler(batch);
      for (const { partition, offset, value } of batch.records) this.seen.push({ partition, offset, value: text.decode(value) });
      return outputs;
    });
    this.running.push(consumption);
    return consumption;
  }

  /** Ends what the test began, so that the next one starts from rest. */
  async end(): Promise<void> {
    await Promise.all(this.running.map((consumption) => consumption.stop()));
  }

  values(): string[] {
    return this.seen.map(({ value }) => value);
  }

  async valuesIn(topic: string, partition = 0): Promise<string[]> {
    return (await this.log.read(topic, partition, 0, 10_000)).map(({ value }) => text.decode(value));
  }

  async committed(partition = 0): Promise<number> {
    return (await this.log.lag(this.group, this.topic))[partition].committed;
  }

  until(check: () => void | Promise<void>): Promise<void> {
    return vi.waitFor(check, { timeout: this.patienceMs, interval: 5 });
  }
}

export function record(topic: string, value: string, partition = 0): OutgoingRecord {
  return { topic, partition, value: new TextEncoder().encode(value) };
}

export const numbered = (count: number, from = 0): string[] => Array.from({ length: count }, (_, i) => `r${from + i}`);

/** A promise with its resolver outside, to hold a handler where the test wants it. */
export function gate(): { opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** A handler that makes nothing of its batch. */
export const nothing = async (): Promise<OutgoingRecord[]> => [];
