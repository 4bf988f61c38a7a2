import { deadLetterCodec, MalformedRecord, type RecordCodec, TOPICS, UnsupportedRecordVersion } from '@conceptwatch/contracts';
import type { OutgoingRecord, StoredRecord } from '@conceptwatch/ports';

export interface ReadRecords<Shape> {
  read: { stored: StoredRecord; record: Shape }[];
  /** One for each record that this build cannot read, with its bytes and its place: a newer version's, or no record at all. */
  letters: OutgoingRecord[];
}

/**
 * Reads a batch record by record, so that one that cannot be read never stops a partition. O(bytes).
 *
 * @param stage that reads, as the dead letters name it
 *
 * @example
 * const { read, letters } = readRecords(embeddingCodec, batch.records, 'score');
 */
export function readRecords<Shape>(codec: Pick<RecordCodec<never, Shape>, 'decode'>, records: readonly StoredRecord[], stage: string): ReadRecords<Shape> {
  const read: ReadRecords<Shape>['read'] = [];
  const letters: OutgoingRecord[] = [];
  for (const stored of records) {
    try {
      read.push({ stored, record: codec.decode(stored.value) });
    } catch (error) {
      if (!(error instanceof UnsupportedRecordVersion) && !(error instanceof MalformedRecord)) throw error;
      letters.push(toDeadLetter(stored, stage, error));
    }
  }
  return { read, letters };
}

/** A dead letter for a record that a stage after ingest could not use. The same record gives the same letter. */
export function toDeadLetter(stored: StoredRecord, stage: string, error: UnsupportedRecordVersion | MalformedRecord): OutgoingRecord {
  const value = deadLetterCodec.encode({
    stage,
    reason: error.code === 'unsupported_version' ? 'unsupported-version' : 'unreadable',
    detail: error.message,
    topic: stored.topic,
    origin: { shard: stored.partition, offset: BigInt(stored.offset) },
    failedAtMs: BigInt(stored.timestamp),
    original: { case: 'bytes', value: stored.value },
  });
  return { topic: TOPICS.deadLetters, key: stored.key ?? `${stored.topic}/${stored.partition}`, value };
}
