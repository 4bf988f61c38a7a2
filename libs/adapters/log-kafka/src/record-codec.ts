import { partitionOfKey } from '@conceptwatch/contracts';
import { type OutgoingRecord, type StoredRecord, UnknownTopic } from '@conceptwatch/ports';
import type { KafkaMessage } from 'kafkajs';
import type { PlacedRecord } from './record-publisher';

/** Not a Buffer, whose `slice` shares memory where an array's copies. */
const plainBytes = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const view = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Chooses the partition and turns the record into what kafkajs sends. */
export function toPlacedRecord(record: OutgoingRecord, partitions: number): PlacedRecord {
  const { topic, key, value, headers, timestamp } = record;
  if (key === undefined && record.partition === undefined) throw new TypeError(`record for ${topic}: it needs a key or a partition`);
  const partition = record.partition ?? partitionOfKey(key!, partitions);
  if (partition >= partitions) throw new UnknownTopic(`topic ${topic} has partitions 0 to ${partitions - 1}, not ${partition}`);
  return { topic, partition, message: { key: key ?? null, value: view(value), headers, timestamp: timestamp === undefined ? undefined : String(Math.round(timestamp)) } };
}

export function toStoredRecord(topic: string, partition: number, message: KafkaMessage): StoredRecord {
  return {
    topic,
    partition,
    offset: Number(message.offset),
    key: message.key === null ? undefined : message.key.toString(),
    value: message.value ? plainBytes(message.value) : new Uint8Array(0),
    headers: Object.fromEntries(Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)])),
    timestamp: Number(message.timestamp),
  };
}
