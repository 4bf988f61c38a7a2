/** What a sentence about one concept needs. */
export interface Change {
  text: string;
  direction: 'rose' | 'fell';
  share: number;
  ks: number;
  /** Estimated change point, milliseconds since the epoch. */
  since?: number | null;
}

const percent = (share: number): string => `${share < 0.1 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`;

const clock = (at: number, timeZone?: string): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone }).format(at);

/**
 * Says one concept's change in words.
 *
 * @param change share and ks in 0..1
 * @param timeZone IANA name for the clock; the process's own when absent
 * @example describeChange({ text: 'snow', direction: 'rose', share: 0.312, ks: 0.34 })
 * // 'snow rose for 31 % of images (D = 0.34)'
 */
export function describeChange(change: Change, timeZone?: string): string {
  const since = change.since === undefined || change.since === null ? '' : ` since ${clock(change.since, timeZone)}`;
  return `${change.text} ${change.direction} for ${percent(change.share)} of images${since} (D = ${change.ks.toFixed(2)})`;
}

/** Says several changes in one sentence, strongest first; what is beyond `most` is counted. */
export function describeChanges(changes: Change[], most = 3): string {
  if (changes.length === 0) return 'Nothing changed that the monitor can prove.';
  const [first, ...rest] = changes;
  const named = rest.slice(0, most - 1).map((change) => `${change.text} ${change.direction}`);
  const more = rest.length - named.length;
  const tail = [...named, ...(more > 0 ? [`${more} more concept${more === 1 ? '' : 's'} moved`] : [])];
  return [describeChange(first), ...tail].join('; ');
}
