import { deadLetterCodec, driftEventCodec, embeddingCodec, type Origin, scoreCodec, TOPICS } from '@conceptwatch/contracts';
import type { OutgoingRecord, StoredRecord } from '@conceptwatch/ports';

const CODECS: Readonly<Record<string, { decode(bytes: Uint8Array): { origin?: Origin } }>> = {
  [TOPICS.embeddings]: embeddingCodec,
  [TOPICS.scores]: scoreCodec,
  [TOPICS.driftEvents]: driftEventCodec,
  [TOPICS.deadLetters]: deadLetterCodec,
};

/** Which image a record is about: where that image stands in images.v1. Undefined for records that are about none, or cannot be read. */
export function imageIdentity(record: OutgoingRecord | StoredRecord): string | undefined {
  if (record.topic === TOPICS.images) return 'offset' in record ? `${record.partition}/${record.offset}` : undefined;
  try {
    const origin = CODECS[record.topic]?.decode(record.value).origin;
    return origin && `${origin.shard}/${origin.offset}`;
  } catch {
    // Whoever handles the record says what is wrong with it.
    return undefined;
  }
}
