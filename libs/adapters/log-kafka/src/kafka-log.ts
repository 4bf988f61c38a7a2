import type { BatchHandler, BrokerReport, Clock, Consumption, Logger, MessageLog, OutgoingRecord, PartitionLag, StoredRecord, Subscription, TopicSpec } from '@conceptwatch/ports';
import { type Admin, Kafka, type KafkaConfig, logLevel, Partitioners, type Producer } from 'kafkajs';
import { brokerReport } from './kafka-brokers';
import { KafkaConsumption } from './kafka-consumption';
import { PartitionReader } from './partition-reader';
import { toPlacedRecord, toStoredRecord } from './record-codec';
import { RecordPublisher } from './record-publisher';
import { TopicCatalog } from './topic-catalog';

export interface KafkaLogOptions {
  /** `host:port` of one or several brokers. */
  brokers: string[];
  clientId: string;
  ssl?: KafkaConfig['ssl'];
  sasl?: KafkaConfig['sasl'];
  clock: Clock;
  logger?: Logger;
  /** Of topics that `createTopics` makes. Default 1. */
  replicationFactor?: number;
  /** A member that is silent for longer loses its partitions. Default 30,000 ms. */
  sessionTimeoutMs?: number;
  /** How long `publish` waits for the brokers before LogUnavailable. Default 30,000 ms. */
  publishTimeoutMs?: number;
  /** Memory is bounded by this times the partitions of a member. Default 1 MiB. */
  maxBytesPerPartition?: number;
}

/** Below a broker's default limit for one request, so that topics which others made take it too. */
const REQUEST_BYTES = 900_000;
const LARGEST_RECORD_BYTES = 16 * 1024 * 1024;
const RETRY = { initialRetryTime: 100, maxRetryTime: 2_000, retries: Number.MAX_SAFE_INTEGER };

/** The message log on Kafka: at least once, nothing lost; offsets move only after the results are in Kafka. */
export class KafkaLog implements MessageLog {
  private readonly publisher: RecordPublisher;
  private readonly catalog: TopicCatalog;
  private readonly consumptions = new Set<KafkaConsumption>();

  private constructor(
    private readonly kafka: Kafka,
    private readonly admin: Admin,
    private readonly producer: Producer,
    private readonly reader: PartitionReader,
    private readonly options: KafkaLogOptions,
  ) {
    this.publisher = new RecordPublisher(producer, REQUEST_BYTES);
    this.catalog = new TopicCatalog(admin, { replicationFactor: options.replicationFactor ?? 1, maxRecordBytes: LARGEST_RECORD_BYTES });
  }

  /** Resolves once a broker answers. @throws when none does within a few tries */
  static async connect(options: KafkaLogOptions): Promise<KafkaLog> {
    const { brokers, clientId, ssl, sasl } = options;
    const config: KafkaConfig = { brokers, clientId, ssl, sasl, retry: RETRY, logLevel: logLevel.WARN, logCreator: () => (entry) => forward(entry, options.logger) };
    const kafka = new Kafka(config);
    const admin = kafka.admin({ retry: { ...RETRY, retries: 8 } });
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false, createPartitioner: Partitioners.DefaultPartitioner });
    await admin.connect();
    await producer.connect();
    return new KafkaLog(kafka, admin, producer, new PartitionReader(config), options);
  }

  createTopics(topics: TopicSpec[]): Promise<void> {
    return this.catalog.create(topics);
  }

  /** @throws LogUnavailable when the brokers do not answer in time, UnknownTopic, RecordTooLarge */
  publish(records: OutgoingRecord[]): Promise<{ partition: number; offset: number }[]> {
    return this.send(records, this.options.publishTimeoutMs ?? 30_000);
  }

  async consume(subscription: Subscription, handler: BatchHandler): Promise<Consumption> {
    await this.catalog.partitionsOf(subscription.topic);
    const consumption = new KafkaConsumption(this.kafka, groupIdOf(subscription.group, subscription.topic), subscription, handler, {
      clock: this.options.clock,
      logger: this.options.logger,
      sessionTimeoutMs: this.options.sessionTimeoutMs ?? 30_000,
      maxBytesPerPartition: this.options.maxBytesPerPartition ?? 1024 * 1024,
      publish: async (records) => void (await this.send(records)),
      onEnded: () => this.consumptions.delete(consumption),
    });
    this.consumptions.add(consumption);
    await consumption.start();
    return consumption;
  }

  async read(topic: string, partition: number, from: number, limit: number): Promise<StoredRecord[]> {
    await this.catalog.partitionsOf(topic);
    const range = (await this.admin.fetchTopicOffsets(topic)).find((one) => one.partition === partition);
    if (!range) return [];
    const messages = await this.reader.read(topic, partition, { from, low: Number(range.low), high: Number(range.high), limit });
    return messages.map((message) => toStoredRecord(topic, partition, message));
  }

  partitionsOf(topic: string): Promise<number> {
    return this.catalog.partitionsOf(topic);
  }

  async lag(group: string, topic: string): Promise<PartitionLag[]> {
    await this.catalog.partitionsOf(topic);
    const ranges = await this.admin.fetchTopicOffsets(topic);
    const [{ partitions }] = await onceCoordinated(() => this.admin.fetchOffsets({ groupId: groupIdOf(group, topic), topics: [topic] }));
    const committed = new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)]));
    const lags = ranges.map(async ({ partition, low, high }) => {
      const next = Math.max(committed.get(partition) ?? -1, Number(low));
      const [waiting] = next < Number(high) ? await this.read(topic, partition, next, 1) : [];
      const milliseconds = waiting ? Math.max(0, this.options.clock.now() - waiting.timestamp) : 0;
      return { topic, partition, committed: next, end: Number(high), records: Number(high) - next, milliseconds };
    });
    return (await Promise.all(lags)).sort((a, b) => a.partition - b.partition);
  }

  /** @throws when no broker answers */
  brokers(topics: readonly string[]): Promise<BrokerReport> {
    return brokerReport(this.admin, topics);
  }

  async close(): Promise<void> {
    await Promise.all([...this.consumptions].map((consumption) => consumption.abandon()));
    await Promise.all([this.producer.disconnect(), this.admin.disconnect(), this.reader.close()]);
  }

  private async send(records: OutgoingRecord[], deadlineMs?: number): Promise<{ partition: number; offset: number }[]> {
    if (records.length === 0) return [];
    const now = this.options.clock.now();
    const placed = [];
    for (const record of records) placed.push(toPlacedRecord({ ...record, timestamp: record.timestamp ?? now }, await this.catalog.partitionsOf(record.topic)));
    return this.publisher.add(placed, deadlineMs);
  }
}

/** A group on Kafka is one topic's: members of one group that read different topics would stop each other at every rebalance. */
export const groupIdOf = (group: string, topic: string): string => `${group}.${topic}`;

const COORDINATING = new Set(['GROUP_LOAD_IN_PROGRESS', 'GROUP_COORDINATOR_NOT_AVAILABLE', 'COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR_FOR_GROUP']);

/** A broker that has just started, or that nobody has asked for a group before, says for a while that it is not ready; kafkajs does not try again. */
async function onceCoordinated<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries >= 60 || !COORDINATING.has((error as { type?: string }).type ?? '')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

function forward({ level, log, namespace }: { level: logLevel; namespace: string; log: { message: string } }, logger: Logger | undefined): void {
  const { message, ...fields } = log;
  if (level === logLevel.ERROR) logger?.error(`kafka: ${message}`, { namespace, ...fields });
  else logger?.warn(`kafka: ${message}`, { namespace, ...fields });
}
