import { create, fromBinary, toBinary, type DescMessage, type MessageInitShape, type MessageShape } from '@bufbuild/protobuf';
import {
  ControlRecordSchema,
  DeadLetterRecordSchema,
  DriftEventRecordSchema,
  EmbeddingRecordSchema,
  ImageRecordSchema,
  ScoreRecordSchema,
} from './generated/records_pb';

/** The major schema version that this build writes and understands. */
export const RECORD_SCHEMA_MAJOR = 1;

/** A record of a newer major version: it goes to the dead letters, it is never guessed at. */
export class UnsupportedRecordVersion extends Error {
  readonly code = 'unsupported_version';
  readonly retriable = false;
  constructor(readonly version: number) {
    super(`record has schema version ${version}; this build understands version ${RECORD_SCHEMA_MAJOR}`);
  }
}

/** Bytes that are no record at all. */
export class MalformedRecord extends Error {
  readonly code = 'malformed_record';
  readonly retriable = false;
}

export interface RecordCodec<Init, Shape> {
  encode(record: Init): Uint8Array;
  /** @throws UnsupportedRecordVersion, MalformedRecord. Unknown minor fields are kept and written back. */
  decode(bytes: Uint8Array): Shape;
}

function codec<Schema extends DescMessage>(schema: Schema): RecordCodec<MessageInitShape<Schema>, MessageShape<Schema>> {
  return {
    encode(record) {
      const body = toBinary(schema, create(schema, record));
      const out = new Uint8Array(body.length + 1);
      out[0] = RECORD_SCHEMA_MAJOR;
      out.set(body, 1);
      return out;
    },
    decode(bytes) {
      if (bytes.length === 0) throw new MalformedRecord('record is empty');
      if (bytes[0] !== RECORD_SCHEMA_MAJOR) throw new UnsupportedRecordVersion(bytes[0]);
      try {
        return fromBinary(schema, bytes.subarray(1));
      } catch (cause) {
        throw new MalformedRecord(`record is not a valid ${schema.name}`, { cause });
      }
    },
  };
}

export const imageCodec = codec(ImageRecordSchema);
export const embeddingCodec = codec(EmbeddingRecordSchema);
export const scoreCodec = codec(ScoreRecordSchema);
export const driftEventCodec = codec(DriftEventRecordSchema);
export const deadLetterCodec = codec(DeadLetterRecordSchema);
export const controlCodec = codec(ControlRecordSchema);
export type {
  ControlRecord,
  DeadLetterRecord,
  DriftEventRecord,
  EmbeddingRecord,
  ImageRecord,
  Origin,
  ScoreRecord,
} from './generated/records_pb';
