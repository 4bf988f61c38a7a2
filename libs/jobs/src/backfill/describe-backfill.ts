import { describeChanges } from '@conceptwatch/contracts';
import { printable } from '../compare/describe-comparison';
import type { BackfillSummary, Episode } from './summarize-backfill';

const SHOWN = 20;

/** The summary as people read it in a terminal. Times are UTC. */
export function describeBackfill(summary: BackfillSummary, directory: string): string {
  const { episodes, images, refused_by_reason: reasons, concepts, note } = summary;
  const active = concepts.filter((concept) => concept.active && concept.direction !== null && concept.share !== null && concept.ks !== null);
  const now = active.length ? describeChanges(active.map(({ text, direction, share, ks }) => ({ text, direction: direction!, share: share!, ks: ks! }))) : undefined;
  const lines = [
    ...(concepts.length ? [headline(episodes), ...episodes.slice(0, SHOWN).map((episode) => `  ${describeEpisode(episode)}`)] : []),
    ...(episodes.length > SHOWN ? [`  and ${episodes.length - SHOWN} more; drift-events.jsonl has them all`] : []),
    ...(now === undefined ? [] : ['', `At the end: ${now}.`]),
    ...(concepts.length ? [''] : []),
    `${count(images.scored)} images ${concepts.length ? 'scored' : 'embedded'}${images.refused ? `, ${count(images.refused)} refused (${Object.entries(reasons).map(([reason, n]) => `${count(n)} ${reason}`).join(', ')}; refused.jsonl has the names)` : ''}.`,
    ...(note ? [note] : []),
    `Results: ${printable(directory)} (${concepts.length ? 'scores/*.parquet, drift-events.jsonl, ' : ''}summary.json)`,
  ];
  return lines.join('\n');
}

function headline(episodes: readonly Episode[]): string {
  if (episodes.length === 0) return 'No drift: nothing changed that the monitor can prove.';
  const concepts = new Set(episodes.map(({ concept }) => concept)).size;
  return `Drift: ${count(concepts)} concept${concepts === 1 ? '' : 's'} changed, ${count(episodes.length)} time${episodes.length === 1 ? '' : 's'} in all.`;
}

function describeEpisode({ text, direction, share, ks, since, since_position, recovered_at, recovered_position }: Episode): string {
  const end = recovered_position === null ? 'not back to normal by the end' : `back to normal ${at(recovered_at, recovered_position)}`;
  return `${at(since, since_position)}  ${text} ${direction} (${Math.round(share * 100)} % of images, D = ${ks.toFixed(2)} when it was noticed); ${end}`;
}

const at = (time: number | null, position: number): string => (time === null ? `image ${count(position + 1)}` : `${new Date(time).toISOString().replace('T', ' ').slice(0, 19)} UTC`);

const count = (n: number): string => n.toLocaleString('en-US');
