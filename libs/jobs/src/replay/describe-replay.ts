import { toEventLine, type EventLine } from '../backfill/event-line';
import { isSame } from './compare-events';
import type { Replay } from './replay-stream';

/** What `--json` prints. */
export interface ReplayDocument {
  stream: string;
  drift: boolean;
  images: number;
  skipped: { duplicate: number; other_scale: number; unreadable: number };
  /** Null when other settings were asked for. */
  same: boolean | null;
  comparison: { same: number; different: string[]; missing: string[]; extra: string[] } | null;
  incomplete: { partition: number; first_offset: number }[];
  events: EventLine[];
}

export function replayDocument(stream: string, { events, images, skipped, comparison, incomplete }: Replay): ReplayDocument {
  return {
    stream,
    drift: events.some(({ kind }) => kind === 'onset'),
    images,
    skipped: { duplicate: skipped.duplicate, other_scale: skipped.otherScale, unreadable: skipped.unreadable },
    same: comparison ? isSame(comparison) : null,
    comparison: comparison ?? null,
    incomplete: incomplete.map(({ partition, firstOffset }) => ({ partition, first_offset: firstOffset })),
    events: events.map(toEventLine),
  };
}

const SHOWN = 30;
const MARKS = { onset: '▲', recovery: '▽', acknowledged: '✓' };

/** The replay as people read it in a terminal. Times are UTC. */
export function describeReplay(document: ReplayDocument): string {
  const { events, images, skipped, incomplete } = document;
  const passed = Object.entries({ duplicates: skipped.duplicate, 'of another bank or aligner': skipped.other_scale, 'that cannot be read': skipped.unreadable }).filter(([, n]) => n > 0);
  return [
    ...events.slice(0, SHOWN).map(({ at, kind, sentence }) => `${at === null ? '' : new Date(at).toISOString().replace('T', ' ').slice(0, 19)}  ${MARKS[kind]} ${sentence}`),
    ...(events.length > SHOWN ? [`and ${count(events.length - SHOWN)} more; --json lists them all`] : []),
    `${count(events.length)} event${events.length === 1 ? '' : 's'} from the scores of ${count(images)} images${passed.length ? `; passed over: ${passed.map(([what, n]) => `${count(n)} ${what}`).join(', ')}` : ''}.`,
    ...incomplete.map(({ partition, first_offset: first }) => `The first ${count(first)} records of partition ${partition} are gone (retention): what they brought about is not in the replay.`),
    verdict(document),
  ].join('\n');
}

function verdict({ same, comparison }: ReplayDocument): string {
  if (comparison === null) return 'Other settings than the stream has: nothing to compare with.';
  if (same) return comparison.same === 0 ? 'No event was recorded, and none was replayed.' : `They are the ${count(comparison.same)} recorded events, bit for bit.`;
  const parts = Object.entries({ differ: comparison.different, 'were recorded and not replayed': comparison.missing, 'were replayed and not recorded': comparison.extra }).filter(([, ids]) => ids.length);
  return `They are not the recorded events: ${parts.map(([what, ids]) => `${count(ids.length)} ${what} (${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ', …' : ''})`).join('; ')}.`;
}

const count = (n: number): string => n.toLocaleString('en-US');
