import type { BackfillFolder, ChunkEntry } from './backfill-folder';
import type { BackfillManifest } from './backfill-manifest';
import type { ConceptStanding, DriftEngine } from './drift-engine';
import type { EventLine } from './event-line';
import type { RefusedRow } from './chunk-rows';

/** One time that a concept was in alarm. */
export interface Episode {
  concept: string;
  text: string;
  direction: 'rose' | 'fell';
  since: number | null;
  since_position: number;
  detected_at: number | null;
  detected_position: number;
  /** Null while it lasts. */
  recovered_at: number | null;
  recovered_position: number | null;
  share: number;
  ks: number;
}

/** What `--json` prints and summary.json holds. */
export interface BackfillSummary {
  stream: string;
  from: string;
  directory: string;
  drift: boolean;
  images: { items: number; scored: number; refused: number };
  refused_by_reason: Record<string, number>;
  /** In the order in which they began. */
  episodes: Episode[];
  /** Behind the last image, largest D first. */
  concepts: ConceptStanding[];
  parts: number;
  note: string;
}

export async function summarizeBackfill(folder: BackfillFolder, manifest: BackfillManifest, engine: DriftEngine | undefined): Promise<Omit<BackfillSummary, 'directory'> & { directory: string }> {
  const chunks = await folder.read<ChunkEntry>('chunks');
  const events = await folder.read<EventLine>('events');
  const reasons: Record<string, number> = {};
  for (const { reason } of await folder.read<RefusedRow>('refused')) reasons[reason] = (reasons[reason] ?? 0) + 1;
  const episodes = episodesOf(events);
  return {
    stream: manifest.stream,
    from: manifest.from,
    directory: '.',
    drift: episodes.length > 0,
    images: { items: chunks.at(-1)?.to ?? 0, scored: chunks.reduce((sum, { rows }) => sum + rows, 0), refused: chunks.reduce((sum, { refused }) => sum + refused, 0) },
    refused_by_reason: reasons,
    episodes,
    concepts: (engine?.standing() ?? []).sort((a, b) => (b.ks ?? -1) - (a.ks ?? -1)),
    parts: chunks.length,
    note: engine?.note ?? '',
  };
}

/** Pairs onsets with the recoveries that end them. */
export function episodesOf(events: readonly EventLine[]): Episode[] {
  const open = new Map<string, Episode>();
  const episodes: Episode[] = [];
  for (const { concept, text, direction, kind, at, position, since, since_position, share, ks } of events) {
    if (kind === 'onset') {
      const episode: Episode = { concept, text, direction, since, since_position, detected_at: at, detected_position: position, recovered_at: null, recovered_position: null, share, ks };
      open.set(concept, episode);
      episodes.push(episode);
    } else if (kind === 'recovery') {
      const episode = open.get(concept);
      if (episode) Object.assign(episode, { recovered_at: at, recovered_position: position });
      open.delete(concept);
    }
  }
  return episodes;
}
