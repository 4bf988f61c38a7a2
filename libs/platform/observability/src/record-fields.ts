import { deadLetterCodec, driftEventCodec, embeddingCodec, imageCodec, scoreCodec, TOPICS } from '@conceptwatch/contracts';
import type { OutgoingRecord, StoredRecord } from '@conceptwatch/ports';

interface Named {
  imageId?: string;
  eventId?: string;
  stream?: string;
  source?: string;
  stage?: string;
  reason?: string;
}
const CODECS: Readonly<Record<string, { decode(bytes: Uint8Array): Named }>> = {
  [TOPICS.images]: imageCodec,
  [TOPICS.embeddings]: embeddingCodec,
  [TOPICS.scores]: scoreCodec,
  [TOPICS.driftEvents]: driftEventCodec,
  [TOPICS.deadLetters]: deadLetterCodec,
};

/**
 * What a log line says of a record, under the same names in every process: image, event, stream, source, where the record
 * stands, and the trace that follows it. What the record does not have is left out.
 */
export function recordFields(record: OutgoingRecord | StoredRecord): Record<string, unknown> {
  const { imageId, eventId, stream, source, stage, reason } = decoded(record);
  const place = 'offset' in record ? { partition: record.partition, offset: record.offset } : {};
  const fields = { image: imageId, event: eventId, stream, source, stage, reason, topic: record.topic, ...place, trace: record.headers?.traceparent?.split('-')[1] };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
}

function decoded({ topic, value }: OutgoingRecord | StoredRecord): Named {
  try {
    return CODECS[topic]?.decode(value) ?? {};
  } catch {
    // Whoever handles the record says what is wrong with it.
    return {};
  }
}
