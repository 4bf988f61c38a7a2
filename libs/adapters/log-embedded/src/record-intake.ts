import { partitionOfKey } from '@conceptwatch/contracts';
import { UnknownTopic, type Clock, type OutgoingRecord } from '@conceptwatch/ports';
import type { NewRecord } from './log-storage';
import type { PartitionState, TopicState } from './partition-state';

export function topicOf(topics: Map<string, TopicState>, name: string): TopicState {
  const topic = topics.get(name);
  if (!topic) throw new UnknownTopic(`topic ${name} does not exist: create it with createTopics first`);
  return topic;
}

export function partitionAt(topics: Map<string, TopicState>, name: string, partition: number): PartitionState {
  const topic = topicOf(topics, name);
  const state = topic.partitions[partition];
  if (!state) throw new UnknownTopic(`topic ${name} has partitions 0 to ${topic.partitions.length - 1}, not ${partition}`);
  return state;
}

/** Checks a record before it joins others in a transaction, so that a bad one fails alone. */
export function toNewRecord(topics: Map<string, TopicState>, clock: Clock, record: OutgoingRecord): NewRecord {
  const { topic, key, value, headers, timestamp } = record;
  if (!(value instanceof Uint8Array)) throw new TypeError(`record for ${topic}: value must be a Uint8Array`);
  if (key?.includes('\0')) throw new TypeError(`record for ${topic}: a key has no NUL character`);
  if (key === undefined && record.partition === undefined) throw new TypeError(`record for ${topic}: it needs a key or a partition`);
  if (timestamp !== undefined && !Number.isFinite(timestamp)) throw new TypeError(`record for ${topic}: timestamp ${timestamp} is no number of milliseconds`);
  const partition = record.partition ?? partitionOfKey(key!, topicOf(topics, topic).partitions.length);
  return {
    partition: partitionAt(topics, topic, partition),
    key,
    value,
    headers: headers && Object.keys(headers).length > 0 ? JSON.stringify(headers) : null,
    timestamp: timestamp ?? clock.now(),
  };
}
