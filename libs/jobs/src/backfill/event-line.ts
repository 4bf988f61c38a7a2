import { describeChange } from '@conceptwatch/contracts';
import type { StoredDriftEvent } from '@conceptwatch/ports';

/** A drift event as one line of drift-events.jsonl; times are null where the images have none. */
export interface EventLine {
  id: string;
  stream: string;
  concept: string;
  text: string;
  kind: StoredDriftEvent['kind'];
  direction: 'rose' | 'fell';
  at: number | null;
  since: number | null;
  position: number;
  since_position: number;
  ks: number;
  location: number;
  share: number;
  evidence: number;
  certified: boolean;
  sentence: string;
}

interface EventBody {
  text: string;
  direction: 'rose' | 'fell';
  since: number | null;
  ks: number;
  location: number;
  share: number;
  evidence: number;
  certified: boolean;
  position: number;
  since_position: number;
}

/** The order of keys is fixed: the same event is the same line. */
export function toEventLine({ id, stream, concept, kind, at, body }: StoredDriftEvent): EventLine {
  const { text, direction, since, ks, location, share, evidence, certified, position, since_position } = body as unknown as EventBody;
  const sentence = kind === 'recovery' ? `${text} is back to normal` : describeChange({ text, direction, share, ks });
  return { id, stream, concept, text, kind, direction, at: known(at), since: known(since), position, since_position, ks, location, share, evidence, certified, sentence };
}

/** NaN does not survive JSON. */
const known = (time: number | null): number | null => (time === null || Number.isNaN(time) ? null : time);
