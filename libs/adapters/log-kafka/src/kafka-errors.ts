import { LogUnavailable } from '@conceptwatch/ports';

/** A record that the topic does not take, however often it is sent. */
export class RecordTooLarge extends Error {
  readonly code = 'record_too_large';
  readonly retriable = false;
}

interface KafkaFault extends Error {
  type?: string;
  cause?: unknown;
}

/** The broker's own name for what happened, wherever kafkajs has wrapped it. */
export function faultType(error: unknown): string | undefined {
  for (let fault = error as KafkaFault | undefined; fault; fault = fault.cause as KafkaFault | undefined) if (fault.type) return fault.type;
  return undefined;
}

/** The group has moved on without this member: what it still does is refused. */
export const isFencedOut = (error: unknown): boolean => ['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID'].includes(faultType(error) ?? '');

export function explainPublishError(error: unknown, topics: string[]): Error {
  const message = error instanceof Error ? error.message : String(error);
  if (faultType(error) === 'MESSAGE_TOO_LARGE') {
    return new RecordTooLarge(`a record is larger than ${topics.join(' or ')} takes: raise max.message.bytes of the topic, or send the image by reference`, { cause: error });
  }
  return new LogUnavailable(`Kafka did not take the records: ${message}`, { cause: error });
}
