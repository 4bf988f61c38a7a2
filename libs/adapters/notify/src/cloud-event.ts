import type { DriftEvent } from '@conceptwatch/contracts';

/** CloudEvents 1.0 in its structured JSON form (application/cloudevents+json). */
export interface CloudEvent {
  specversion: '1.0';
  /** The event's own id: the same when it is told again. */
  id: string;
  source: string;
  type: `io.conceptwatch.drift.${DriftEvent['kind']}`;
  subject: string;
  time: string;
  datacontenttype: 'application/json';
  data: DriftEvent;
}

/**
 * A drift event as a CloudEvent: source is the stream, subject the concept, data what the API gives.
 *
 * @example toCloudEvent(event).type // 'io.conceptwatch.drift.onset'
 */
export function toCloudEvent(event: DriftEvent): CloudEvent {
  return {
    specversion: '1.0',
    id: event.id,
    source: `/api/v1/streams/${encodeURIComponent(event.stream)}`,
    type: `io.conceptwatch.drift.${event.kind}`,
    subject: event.concept,
    time: new Date(event.at).toISOString(),
    datacontenttype: 'application/json',
    data: event,
  };
}
