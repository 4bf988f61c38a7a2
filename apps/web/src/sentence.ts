import type { BaselineStatus, ConceptState, DriftState, StreamSummary } from './api/shapes';
import { capitalized, clock, counted, evidence, fixed, percent, whole } from './format';

/** A piece of a sentence; `strong` pieces carry the news. */
export interface Piece {
  text: string;
  strong?: boolean;
}

export const plain = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('');

/** "snow rose for 31 % of images since 14:02:10 (D = 0.34)" as pieces, in the reader's time zone. */
export function changeOf(concept: Pick<ConceptState, 'text' | 'direction' | 'share' | 'since' | 'ks'>): Piece[] {
  if (concept.direction === null) return [{ text: concept.text, strong: true }, { text: ' cannot be judged yet' }];
  const pieces: Piece[] = [{ text: concept.text, strong: true }, { text: ' ' }, { text: concept.direction, strong: true }];
  if (concept.share !== null) pieces.push({ text: ' for ' }, { text: percent(concept.share), strong: true }, { text: ' of images' });
  if (concept.since !== null) pieces.push({ text: ` since ${clock(concept.since)}` });
  if (concept.ks !== null) pieces.push({ text: ` (D = ${fixed(concept.ks)})` });
  return pieces;
}

/** How a stream stands, in one line for its card and its title. */
export function standingOf(stream: Pick<StreamSummary, 'status' | 'active' | 'window'>): string {
  switch (stream.status) {
    case 'drifting':
      return `Drifting: ${counted(stream.active, 'concept')} in alarm`;
    case 'quiet':
      return 'Quiet: looks like the baseline';
    case 'filling':
      return `Filling the window: ${whole(stream.window.count)} of ${whole(stream.window.size)} images`;
    case 'waiting':
      return 'Waiting for the first image';
    case 'starting':
      return 'Starting';
    case 'unmonitored':
      return 'Not monitored: it needs a usable baseline';
  }
}

/** The headline of a stream: the strongest change in words, and how many more moved. */
export function headlineOf(drift: DriftState): Piece[] {
  const active = drift.concepts.filter((concept) => concept.active && concept.muted_until === null);
  if (active.length === 0) return [{ text: quietHeadline(drift), strong: drift.status === 'unmonitored' }];
  const [first, ...rest] = active;
  const pieces = changeOf(first);
  for (const concept of rest.slice(0, 2)) pieces.push({ text: '; ' }, { text: concept.text, strong: true }, { text: ` ${concept.direction ?? 'moved'}` });
  const more = rest.length - 2;
  if (more > 0) pieces.push({ text: `; and ${more} more moved` });
  return [...pieces, { text: '.' }];
}

function quietHeadline(drift: DriftState): string {
  if (drift.status === 'waiting') return 'Waiting for the first image.';
  if (drift.status === 'filling')
    return drift.concepts.every(({ ks }) => ks === null)
      ? `Collecting images: ${whole(drift.window.count)} of ${whole(drift.window.size)}. Changes are already tested; distances show once there is enough to compare.`
      : 'So far nothing changed that the monitor can prove.';
  if (drift.status === 'quiet') return 'Nothing changed that the monitor can prove.';
  return drift.sentence;
}

/** Evidence as a multiple of what an alarm needs. */
export function evidenceAgainst(value: number, threshold: number): string {
  const ratio = value / threshold;
  if (!Number.isFinite(ratio) || threshold <= 0) return `Evidence ${evidence(value)}.`;
  const compared = ratio >= 1 ? `${evidence(ratio)} times what a lone concept needs for an alarm` : `${percent(ratio)} of what a lone concept needs for an alarm`;
  return `Evidence ${evidence(value)}: ${compared} (${evidence(threshold)}).`;
}

/** What the false-alarm promise means, in words. */
export function promiseOf(promise: DriftState['promise']): string {
  const rarity = `at most one false alarm in ${whole(promise.images_between_false_alarms)} images on average, over the whole bank`;
  return promise.mode === 'proved' ? `Proved: ${rarity}, whatever the scores look like.` : `Calibrated by simulation: ${rarity}.`;
}

/** How much neighbouring images depend on each other, and what follows for the evidence; undefined where nothing was measured. */
export function dependenceOf({ rank_autocorrelation: correlation, thinning }: DriftState['promise']): string | undefined {
  if (!correlation) return undefined;
  const measured = [correlation.baseline === null ? '' : `${fixed(correlation.baseline)} in the baseline`, correlation.stream === null ? '' : `${fixed(correlation.stream)} in the stream`].filter(Boolean).join(', ');
  const counted = !thinning || thinning.every === 1 ? 'Every image counts as evidence.' : `Of each source one image in ${whole(thinning.every)} counts as evidence.`;
  return `${measured ? `Largest correlation of neighbouring images: ${measured}. ` : ''}${counted}`;
}

export function baselineOf(baseline: BaselineStatus): string {
  if (baseline.detail) return baseline.detail;
  const provable = baseline.smallest_provable_effect;
  const least = provable === null ? '' : ` The smallest change that can be proved concerns ${percent(provable)} of the images.`;
  switch (baseline.status) {
    case 'ok':
      return `${counted(baseline.images, 'training image')}.${least}`;
    case 'small':
      return `Only ${counted(baseline.images, 'training image')}: small changes stay unseen.${least}`;
    case 'too-small':
      return `${counted(baseline.images, 'training image')} are too few to prove any change. Add images to the baseline.`;
    case 'missing':
      return 'There is no baseline: make one from training images with "npx conceptwatch baseline".';
    case 'mismatch':
      return 'The baseline was made with other models or another bank and cannot be compared. Make it again.';
  }
}

/** How an image stands out on a concept. */
export function standsOut(percentile: number): string {
  if (percentile >= 0.9995) return 'above the whole baseline';
  if (percentile >= 0.5) return `above ${Number((percentile * 100).toFixed(percentile > 0.98 ? 1 : 0))} % of the baseline`;
  return `below ${percent(1 - percentile)} of the baseline`;
}

/** Words of a decoded shift that no concept of the bank has as its text or slug. */
export function unlisted(words: readonly string[], bank: readonly { concept: string; text: string }[]): string[] {
  const known = new Set(bank.flatMap(({ concept, text }) => [concept.toLowerCase(), text.toLowerCase()]));
  return words.filter((word) => !known.has(word.toLowerCase()));
}

/** A refusal's slug as words. */
export const reasonOf = (slug: string): string => capitalized(slug.replaceAll('-', ' '));
