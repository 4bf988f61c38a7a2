import { LogUnavailable } from '@conceptwatch/ports';
import type { Message, Producer, TopicMessages } from 'kafkajs';
import { explainPublishError } from './kafka-errors';

/** A record with the partition that was chosen for it: kafkajs never chooses, because a retry would choose again and lose a record. */
export interface PlacedRecord {
  topic: string;
  partition: number;
  message: Message & { value: Buffer };
}

export interface Place {
  partition: number;
  offset: number;
}

interface Waiting {
  records: PlacedRecord[];
  resolve(places: Place[]): void;
  reject(error: unknown): void;
}

/** Sends one request at a time, so that order is kept, and everything that came meanwhile in the next one. */
export class RecordPublisher {
  private waiting: Waiting[] = [];
  private isSending = false;

  constructor(
    private readonly producer: Producer,
    /** What one request carries at most; a larger record goes alone. */
    private readonly requestBytes: number,
  ) {}

  /** Resolves when all are durable. @param deadlineMs after which LogUnavailable is thrown; none when absent */
  add(records: PlacedRecord[], deadlineMs?: number): Promise<Place[]> {
    return new Promise((resolve, reject) => {
      const entry: Waiting = { records, resolve, reject };
      this.waiting.push(entry);
      if (deadlineMs !== undefined) this.giveUpAfter(entry, deadlineMs);
      void this.send();
    });
  }

  private giveUpAfter(entry: Waiting, deadlineMs: number): void {
    const timer = setTimeout(() => {
      const index = this.waiting.indexOf(entry);
      if (index >= 0) this.waiting.splice(index, 1);
      const outcome = index >= 0 ? 'nothing was written' : 'it is not known what was written';
      entry.reject(new LogUnavailable(`Kafka has not answered for ${deadlineMs} ms, ${outcome}: check the brokers and send again`));
    }, deadlineMs);
    const { resolve, reject } = entry;
    entry.resolve = (places) => (clearTimeout(timer), resolve(places));
    entry.reject = (error) => (clearTimeout(timer), reject(error));
  }

  private async send(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    while (this.waiting.length > 0) {
      const entries = this.takeRequest();
      const records = entries.flatMap((entry) => entry.records);
      try {
        const places = await this.sendInOrder(records);
        for (const entry of entries) entry.resolve(places.splice(0, entry.records.length));
      } catch (error) {
        const explained = explainPublishError(error, [...new Set(records.map(({ topic }) => topic))]);
        for (const entry of entries) entry.reject(explained);
      }
    }
    this.isSending = false;
  }

  /** Entries that fit into one request together, at least one. */
  private takeRequest(): Waiting[] {
    let bytes = 0;
    const tooMany = this.waiting.findIndex((entry, i) => {
      bytes += entry.records.reduce((sum, { message }) => sum + message.value.length, 0);
      return i > 0 && bytes > this.requestBytes;
    });
    return this.waiting.splice(0, tooMany < 0 ? this.waiting.length : tooMany);
  }

  private async sendInOrder(records: PlacedRecord[]): Promise<Place[]> {
    const places: Place[] = [];
    for (let from = 0; from < records.length; ) {
      let bytes = 0;
      let to = from;
      while (to < records.length && (to === from || bytes + records[to].message.value.length <= this.requestBytes)) bytes += records[to++].message.value.length;
      places.push(...(await this.sendRequest(records.slice(from, to))));
      from = to;
    }
    return places;
  }

  private async sendRequest(records: PlacedRecord[]): Promise<Place[]> {
    const byTopic = new Map<string, TopicMessages>();
    for (const { topic, partition, message } of records) {
      if (!byTopic.has(topic)) byTopic.set(topic, { topic, messages: [] });
      byTopic.get(topic)!.messages.push({ ...message, partition });
    }
    const answers = await this.producer.sendBatch({ topicMessages: [...byTopic.values()], acks: -1 });
    const next = new Map(answers.map(({ topicName, partition, baseOffset }) => [`${topicName}/${partition}`, Number(baseOffset)]));
    return records.map(({ topic, partition }) => {
      const key = `${topic}/${partition}`;
      const offset = next.get(key)!;
      next.set(key, offset + 1);
      return { partition, offset };
    });
  }
}
