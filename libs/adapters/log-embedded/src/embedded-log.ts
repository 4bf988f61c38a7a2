import {
  LogFull,
  LogUnavailable,
  type BatchHandler,
  type Clock,
  type Consumption,
  type Logger,
  type MessageLog,
  type OutgoingRecord,
  type PartitionLag,
  type StoredRecord,
  type Subscription,
  type TopicSpec,
} from '@conceptwatch/ports';
import { Backlog } from './backlog';
import { openLocked, removeNote } from './data-folder-lock';
import { GroupConsumption } from './group-consumption';
import { LogStorage } from './log-storage';
import type { ConsumerLog } from './partition-consumer';
import type { Mark, PartitionState, TopicState } from './partition-state';
import { partitionAt, toNewRecord, topicOf } from './record-intake';
import { WriteQueue } from './write-queue';

export interface EmbeddedLogOptions {
  /** Folder of log.db, created when missing; ':memory:' keeps everything in memory, for tests. */
  directory: string;
  clock: Clock;
  logger?: Logger;
  /** Bytes that a topic's slowest group may be behind before publishers wait. Default 1 GiB. */
  maxBacklogBytes?: number;
  /** How long a publisher waits for room before LogFull. Default 5,000 ms. */
  fullAfterMs?: number;
}

const READ_BYTES = 64 * 1024 * 1024;
const COMPACT_AFTER_RECORDS = 1_000;

/** The message log in one SQLite file: for one process, durable at every acknowledgement, safe against kill -9. */
export class EmbeddedLog implements MessageLog {
  private readonly queue: WriteQueue;
  private readonly backlog: Backlog;
  private readonly consumptions = new Map<string, GroupConsumption>();
  private readonly endAtCompaction = new Map<string, number>();
  private isClosed = false;

  private constructor(
    private readonly storage: LogStorage,
    private readonly options: EmbeddedLogOptions,
  ) {
    this.backlog = new Backlog(options.maxBacklogBytes ?? 2 ** 30);
    this.queue = new WriteQueue(storage, (touched) => this.wake(touched));
  }

  /** @throws DataFolderInUse, SqliteFault */
  static open(options: EmbeddedLogOptions): EmbeddedLog {
    const inMemory = options.directory === ':memory:';
    const open = (path: string) => new LogStorage(path);
    const log = new EmbeddedLog(inMemory ? open(':memory:') : openLocked(options.directory, open), options);
    for (const topic of log.storage.topics.values()) if (topic.compacted) log.storage.compact(topic);
    return log;
  }

  async createTopics(topics: TopicSpec[]): Promise<void> {
    this.assertOpen();
    for (const spec of topics) this.storage.createTopic(spec);
  }

  /** @throws LogFull after a while without room, LogUnavailable when the disk refuses, UnknownTopic */
  async publish(records: OutgoingRecord[]): Promise<{ partition: number; offset: number }[]> {
    this.assertOpen();
    if (records.length === 0) return [];
    const placed = records.map((record) => toNewRecord(this.storage.topics, this.options.clock, record));
    const topics = [...new Set(placed.map(({ partition }) => partition.topic))].map((name) => topicOf(this.storage.topics, name));
    if (!this.backlog.hasRoom(topics)) await this.waitForRoom(topics.map(({ topic }) => topic));
    this.assertOpen();
    const offsets = await this.queue.add({ records: placed });
    return offsets.map((offset, i) => ({ partition: placed[i].partition.partition, offset }));
  }

  async consume(subscription: Subscription, handler: BatchHandler): Promise<Consumption> {
    this.assertOpen();
    const topic = topicOf(this.storage.topics, subscription.topic);
    const name = JSON.stringify([subscription.group, subscription.topic]);
    if (this.consumptions.has(name)) throw new Error(`group ${subscription.group} already consumes ${subscription.topic} in this process: stop that consumption first`);
    await this.joinGroup(subscription, topic.partitions);
    const consumption = new GroupConsumption(this.consumerLog(), topic, subscription, handler, () => this.consumptions.delete(name));
    this.consumptions.set(name, consumption);
    consumption.resume();
    return consumption;
  }

  async read(topic: string, partition: number, from: number, limit: number): Promise<StoredRecord[]> {
    this.assertOpen();
    return this.storage.read(partitionAt(this.storage.topics, topic, partition), from, limit, READ_BYTES).records;
  }

  async partitionsOf(topic: string): Promise<number> {
    return topicOf(this.storage.topics, topic).partitions.length;
  }

  async lag(group: string, topic: string): Promise<PartitionLag[]> {
    this.assertOpen();
    const now = this.options.clock.now();
    return topicOf(this.storage.topics, topic).partitions.map((state) => {
      const committed = state.committed.get(group)?.offset ?? state.start.offset;
      const waitingSince = committed < state.end.offset ? this.storage.timestampAt(state, committed) : undefined;
      return {
        topic,
        partition: state.partition,
        committed,
        end: state.end.offset,
        records: state.end.offset - committed,
        milliseconds: waitingSince === undefined ? 0 : Math.max(0, now - waitingSince),
      };
    });
  }

  /** Lets what is published become durable, gives up what is in work, and releases the folder. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await Promise.all([...this.consumptions.values()].map((consumption) => consumption.abandon()));
    this.queue.flush();
    this.storage.close();
    if (this.options.directory !== ':memory:') removeNote(this.options.directory);
  }

  /** Registers the group on every partition, so that retention waits for it, at the place where its owner wants to begin. */
  private async joinGroup(subscription: Subscription, partitions: PartitionState[]): Promise<void> {
    const { group, resumeFrom } = subscription;
    for (const partition of partitions) {
      const wanted = await resumeFrom?.(partition.partition);
      const known = partition.committed.get(group);
      const offset = wanted ?? known?.offset ?? partition.start.offset;
      if (offset > partition.end.offset) {
        throw new RangeError(`group ${group} asks for offset ${offset} of ${partition.topic}/${partition.partition}, which ends at ${partition.end.offset}: the log and the checkpoint do not belong together`);
      }
      if (known?.offset === offset) continue;
      const mark = this.storage.markOf(partition, offset);
      await this.queue.add({ records: [], commit: { group, partition, mark } });
    }
  }

  private consumerLog(): ConsumerLog {
    const { clock, logger } = this.options;
    return {
      clock,
      logger,
      read: (partition, from, limit, bytes) => this.storage.read(partition, from, limit, bytes),
      complete: (outputs, commit, hurry) => this.complete(outputs, commit, hurry),
    };
  }

  private async complete(outputs: OutgoingRecord[], commit: { group: string; partition: PartitionState; mark: Mark }, hurry: AbortSignal): Promise<void> {
    const records = outputs.map((record) => toNewRecord(this.storage.topics, this.options.clock, record));
    // A group that writes to its own topic would wait for itself.
    const others = new Set(records.map(({ partition }) => partition.topic).filter((name) => name !== commit.partition.topic));
    const topics = [...others].map((name) => topicOf(this.storage.topics, name));
    if (!this.backlog.hasRoom(topics)) await this.backlog.room(topics, hurry);
    await this.queue.add({ records, commit });
  }

  private async waitForRoom(names: string[]): Promise<void> {
    const wait = this.options.fullAfterMs ?? 5_000;
    const topics = names.map((name) => topicOf(this.storage.topics, name));
    if (await this.backlog.room(topics, AbortSignal.timeout(wait))) return;
    throw new LogFull(`consumers of ${names.join(', ')} are too far behind: nothing was taken after waiting ${wait} ms, send it again later`);
  }

  private wake(touched: Set<PartitionState>): void {
    this.backlog.moved();
    for (const partition of touched) for (const consumption of this.consumptions.values()) consumption.wake(partition);
    for (const name of new Set([...touched].map(({ topic }) => topic))) this.compactWhenDue(topicOf(this.storage.topics, name));
  }

  private compactWhenDue(topic: TopicState): void {
    if (!topic.compacted) return;
    const end = topic.partitions.reduce((sum, partition) => sum + partition.end.offset, 0);
    const last = this.endAtCompaction.get(topic.topic) ?? 0;
    if (end - last < COMPACT_AFTER_RECORDS) return;
    this.endAtCompaction.set(topic.topic, end);
    try {
      this.storage.compact(topic);
    } catch (error) {
      this.options.logger?.warn('compaction failed; it is tried again later', { topic: topic.topic, error: String(error) });
    }
  }

  private assertOpen(): void {
    if (this.isClosed) throw new LogUnavailable('the log is closed');
  }
}
