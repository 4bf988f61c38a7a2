/** A record to publish. It always has a key or a partition: a keyless record can be lost by a retrying producer. */
export type OutgoingRecord = {
  topic: string;
  value: Uint8Array;
  headers?: Record<string, string>;
  /** Milliseconds since the epoch; the log's own clock when absent. */
  timestamp?: number;
} & ({ key: string; partition?: number } | { key?: string; partition: number });

export interface StoredRecord {
  topic: string;
  partition: number;
  offset: number;
  key: string | undefined;
  value: Uint8Array;
  headers: Record<string, string>;
  timestamp: number;
}

export interface TopicSpec {
  topic: string;
  partitions: number;
  /** A topic that exists may have another number of partitions: whoever made it chose them. Otherwise that is refused, because keys would move. */
  takesExisting?: boolean;
  /** Keep only the newest record of each key. */
  compacted?: boolean;
  /** Records may be dropped beyond this, oldest first, once every group has passed them. */
  retentionBytes?: number;
}

export interface Batch {
  topic: string;
  partition: number;
  /** In offset order, at least one. */
  records: StoredRecord[];
  /** Aborted when the partition is lost or the log closes: stop early, nothing is committed. */
  signal: AbortSignal;
}

/**
 * Handles one batch and returns what it makes of it. The log makes the returned records durable and commits the
 * batch's last offset, in this order or atomically. When it throws, nothing is committed and the batch comes again.
 */
export type BatchHandler = (batch: Batch) => Promise<OutgoingRecord[]>;

export interface Subscription {
  group: string;
  topic: string;
  maxRecords: number;
  maxBytes?: number;
  /** How many batches of one partition may be in work at once; results are committed in order. Default 1. */
  inFlight?: number;
  /** Where to begin instead of the group's committed offset: the owner of a checkpoint knows better. */
  resumeFrom?: (partition: number) => Promise<number | undefined>;
  /** Told when a partition is taken away, after its work in flight has ended. */
  onRevoked?: (partition: number) => Promise<void>;
}

export interface Consumption {
  /** No new batches; work in flight goes on. */
  pause(): void;
  resume(): void;
  /** Ends after the work in flight is committed. */
  stop(): Promise<void>;
  /** When a handler or the log last made progress, in the log's clock; for liveness. */
  lastProgressAt(): number;
}

export interface PartitionLag {
  topic: string;
  partition: number;
  committed: number;
  end: number;
  /** Records waiting. */
  records: number;
  /** Age of the next uncommitted record in milliseconds; 0 when nothing waits. */
  milliseconds: number;
}

/** Consumers are so far behind that nothing more is taken: try again when they have caught up. */
export class LogFull extends Error {
  readonly code = 'log_full';
  readonly retriable = true;
}

/** Records could not be made durable (a full disk, a broker that is gone): nothing was written, try again. */
export class LogUnavailable extends Error {
  readonly code = 'log_unavailable';
  readonly retriable = true;
}

/** Nobody created the topic, or a partition beyond its number was asked for. */
export class UnknownTopic extends Error {
  readonly code = 'unknown_topic';
  readonly retriable = false;
}

/** An ordered, partitioned, durable log with consumer groups: Kafka or the embedded one. One conformance suite holds for both. */
export interface MessageLog {
  createTopics(topics: TopicSpec[]): Promise<void>;
  /** Resolves when every record is durable. @returns where each one went. */
  publish(records: OutgoingRecord[]): Promise<{ partition: number; offset: number }[]>;
  consume(subscription: Subscription, handler: BatchHandler): Promise<Consumption>;
  /** Reads up to `limit` records from an offset on, outside any group. */
  read(topic: string, partition: number, from: number, limit: number): Promise<StoredRecord[]>;
  partitionsOf(topic: string): Promise<number>;
  lag(group: string, topic: string): Promise<PartitionLag[]>;
  close(): Promise<void>;
}

/** Another log with something added: whoever extends it overrides what they add to. */
export class WrappedLog implements MessageLog {
  constructor(protected readonly log: MessageLog) {}

  createTopics(topics: TopicSpec[]): Promise<void> {
    return this.log.createTopics(topics);
  }

  publish(records: OutgoingRecord[]): Promise<{ partition: number; offset: number }[]> {
    return this.log.publish(records);
  }

  consume(subscription: Subscription, handler: BatchHandler): Promise<Consumption> {
    return this.log.consume(subscription, handler);
  }

  read(topic: string, partition: number, from: number, limit: number): Promise<StoredRecord[]> {
    return this.log.read(topic, partition, from, limit);
  }

  partitionsOf(topic: string): Promise<number> {
    return this.log.partitionsOf(topic);
  }

  lag(group: string, topic: string): Promise<PartitionLag[]> {
    return this.log.lag(group, topic);
  }

  close(): Promise<void> {
    return this.log.close();
  }
}
