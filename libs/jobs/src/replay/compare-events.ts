import type { StoredDriftEvent } from '@conceptwatch/ports';

/** How replayed events stand to the recorded ones, by id. */
export interface EventComparison {
  same: number;
  /** Both have the event, and something in it differs. */
  different: string[];
  /** Recorded and not replayed. */
  missing: string[];
  /** Replayed and not recorded. */
  extra: string[];
}

/** Compares onsets and recoveries of one scale, bit for bit; what people did (acknowledgements) is no part of it. */
export function compareEvents(recorded: readonly StoredDriftEvent[], replayed: readonly StoredDriftEvent[], scaleDigest: string): EventComparison {
  const told = new Map(recorded.filter(({ kind, body }) => kind !== 'acknowledged' && body.scale_digest === scaleDigest).map((event) => [event.id, event]));
  const comparison: EventComparison = { same: 0, different: [], missing: [], extra: [] };
  for (const event of replayed) {
    const known = told.get(event.id);
    told.delete(event.id);
    if (!known) comparison.extra.push(event.id);
    else if (canonical(known) === canonical(event)) comparison.same++;
    else comparison.different.push(event.id);
  }
  comparison.missing.push(...told.keys());
  return comparison;
}

export const isSame = ({ different, missing, extra }: EventComparison): boolean => different.length + missing.length + extra.length === 0;

/** A store may give the fields of a body in another order. */
const canonical = ({ body, ...rest }: StoredDriftEvent): string => JSON.stringify([rest.id, rest.stream, rest.concept, rest.kind, rest.at, Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1))]);
