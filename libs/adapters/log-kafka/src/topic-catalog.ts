import { type TopicSpec, UnknownTopic } from '@conceptwatch/ports';
import type { Admin } from 'kafkajs';
import { faultType } from './kafka-errors';

export interface TopicDefaults {
  replicationFactor: number;
  /** The largest record that created topics take. */
  maxRecordBytes: number;
}

/** What topics there are. One that exists keeps its settings: they are the operator's. Kafka keeps records for `retentionBytes` a partition whether or not all groups have passed them. */
export class TopicCatalog {
  private readonly partitions = new Map<string, number>();

  constructor(
    private readonly admin: Admin,
    private readonly defaults: TopicDefaults,
  ) {}

  async create(specs: TopicSpec[]): Promise<void> {
    const existing = new Set(await this.admin.listTopics());
    const missing = specs.filter(({ topic }) => !existing.has(topic));
    if (missing.length > 0) await this.createMissing(missing);
    for (const spec of specs) {
      const partitions = await this.partitionsOf(spec.topic);
      if (partitions !== spec.partitions && !spec.takesExisting) {
        throw new Error(`topic ${spec.topic} has ${partitions} partitions, not ${spec.partitions}: their number cannot change, because keys would move`);
      }
    }
  }

  /** @throws UnknownTopic */
  async partitionsOf(topic: string): Promise<number> {
    const known = this.partitions.get(topic);
    if (known !== undefined) return known;
    try {
      const { topics } = await this.admin.fetchTopicMetadata({ topics: [topic] });
      this.partitions.set(topic, topics[0].partitions.length);
      return topics[0].partitions.length;
    } catch (error) {
      if (faultType(error) !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error;
      throw new UnknownTopic(`topic ${topic} does not exist: create it with createTopics first`, { cause: error });
    }
  }

  private async createMissing(specs: TopicSpec[]): Promise<void> {
    await this.admin.createTopics({
      waitForLeaders: true,
      topics: specs.map((spec) => ({
        topic: spec.topic,
        numPartitions: spec.partitions,
        replicationFactor: this.defaults.replicationFactor,
        configEntries: this.entries(spec),
      })),
    });
  }

  private entries({ compacted, retentionBytes }: TopicSpec): { name: string; value: string }[] {
    return [
      { name: 'cleanup.policy', value: compacted ? 'compact' : 'delete' },
      { name: 'retention.bytes', value: String(retentionBytes ?? -1) },
      { name: 'retention.ms', value: '-1' },
      { name: 'max.message.bytes', value: String(this.defaults.maxRecordBytes) },
    ];
  }
}
