import { createRequire } from 'node:module';
import { type KafkaConfig, type KafkaMessage, logLevel } from 'kafkajs';

/** The parts of kafkajs 2.2.4 below its public face that a read without a consumer group needs. */
interface Broker {
  fetch(request: { isolationLevel: number; maxWaitTime: number; minBytes: number; maxBytes: number; topics: { topic: string; partitions: { partition: number; fetchOffset: string; maxBytes: number }[] }[] }): Promise<{
    responses: { partitions: { messages: (KafkaMessage & { isControlRecord?: boolean })[] }[] }[];
  }>;
}
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  refreshMetadata(): Promise<void>;
  findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>;
  findBroker(options: { nodeId: string }): Promise<Broker>;
}

const require = createRequire(import.meta.url);
const READ_COMMITTED = 1;
const FETCH_BYTES = 16 * 1024 * 1024;

/** Reads any offset of any partition. kafkajs offers that only to members of a group, which takes seconds to join. */
export class PartitionReader {
  private readonly cluster: Cluster;
  private connected: Promise<void> | undefined;
  private connecting: Promise<unknown> = Promise.resolve();

  constructor(config: KafkaConfig) {
    const ClusterOf = require('kafkajs/src/cluster') as new (options: object) => Cluster;
    const createSocketFactory = require('kafkajs/src/network/socketFactory') as () => unknown;
    const { createLogger } = require('kafkajs/src/loggers') as { createLogger(options: object): unknown };
    const logger = createLogger({ level: config.logLevel ?? logLevel.NOTHING, logCreator: config.logCreator ?? (() => () => undefined) });
    this.cluster = new ClusterOf({ requestTimeout: 30_000, enforceRequestTimeout: true, connectionTimeout: 1_000, metadataMaxAge: 300_000, allowAutoTopicCreation: false, ...config, logger, socketFactory: createSocketFactory() });
  }

  /** @param low first offset that is still there, @param high end; both from the broker */
  async read(topic: string, partition: number, range: { from: number; low: number; high: number; limit: number }): Promise<KafkaMessage[]> {
    const found: KafkaMessage[] = [];
    for (let next = Math.max(range.from, range.low); found.length < range.limit && next < range.high; ) {
      const messages = await this.fetch(topic, partition, next);
      const last = messages.at(-1);
      if (!last) break;
      found.push(...messages.filter(({ offset, isControlRecord }) => Number(offset) >= next && !isControlRecord));
      next = Number(last.offset) + 1;
    }
    return found.slice(0, range.limit);
  }

  async close(): Promise<void> {
    if (this.connected) await this.cluster.disconnect();
  }

  private async fetch(topic: string, partition: number, offset: number) {
    try {
      return await this.fetchFromLeader(topic, partition, offset);
    } catch {
      // The leader may have moved or the connection broken: ask once more for who leads now.
      await this.cluster.refreshMetadata();
      return this.fetchFromLeader(topic, partition, offset);
    }
  }

  private async fetchFromLeader(topic: string, partition: number, offset: number) {
    const broker = await this.leaderOf(topic, partition);
    const answer = await broker.fetch({
      isolationLevel: READ_COMMITTED,
      maxWaitTime: 100,
      minBytes: 1,
      maxBytes: FETCH_BYTES,
      topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes: FETCH_BYTES }] }],
    });
    return answer.responses[0].partitions[0].messages;
  }

  /** One at a time: two that connect to a broker at once would each open a connection, and one of them would never be closed. */
  private leaderOf(topic: string, partition: number): Promise<Broker> {
    const turn = this.connecting.then(async () => {
      await (this.connected ??= this.cluster.connect());
      await this.cluster.addTargetTopic(topic);
      const leader = Object.entries(this.cluster.findLeaderForPartitions(topic, [partition])).find(([, partitions]) => partitions.includes(partition))?.[0];
      if (leader === undefined) throw new Error(`${topic}/${partition} has no leader`);
      return this.cluster.findBroker({ nodeId: leader });
    });
    this.connecting = turn.catch(() => undefined);
    return turn;
  }
}
