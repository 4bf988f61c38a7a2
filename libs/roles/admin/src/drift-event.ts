import { describeChange, type DriftEvent } from '@conceptwatch/contracts';
import type { StoredDriftEvent } from '@conceptwatch/ports';

/** What the drift role stores in an event's body. */
export interface DriftEventBody {
  text: string;
  direction: 'rose' | 'fell';
  since: number;
  ks: number;
  location: number;
  share: number;
  quantile?: number;
  evidence: number;
  certified: boolean;
}

export function toDriftEvent(stored: StoredDriftEvent): DriftEvent {
  const body = stored.body as unknown as DriftEventBody;
  const change = describeChange({ text: body.text, direction: body.direction, share: body.share, ks: body.ks, since: body.since });
  const sentence = { onset: change, recovery: `${body.text} is back to normal`, acknowledged: `${body.text}: acknowledged` }[stored.kind];
  return { id: stored.id, stream: stored.stream, concept: stored.concept, kind: stored.kind, at: stored.at, sentence, ...body };
}
