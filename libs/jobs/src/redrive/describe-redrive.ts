import type { Redriven, Unsent } from './redrive-dead-letters';

const WHY: Record<Unsent, string> = {
  'other-reason': 'of another reason',
  'other-stream': 'of another stream',
  'sent-before': 'sent before (--again sends them once more)',
  'no-original': 'without their original, which was too large or is gone',
  'version-still-unknown': 'of a schema version that this build does not know either',
  'unreadable-letter': 'that cannot be read as letters',
};

/** The outcome as people read it in a terminal. */
export function describeRedrive({ dry_run: isDry, letters, sent, by_reason: reasons, by_topic: topics, unsent }: Redriven): string {
  if (letters === 0) return 'There are no dead letters.';
  const list = (counts: Record<string, number>): string => Object.entries(counts).sort(([, a], [, b]) => b - a).map(([name, n]) => `${count(n)} ${name}`).join(', ');
  return [
    `${isDry ? 'Would send' : 'Sent'} ${count(sent)} of ${count(letters)} dead letters${sent ? ` back to ${Object.keys(topics).join(', ')}: ${list(reasons)}` : ''}.`,
    ...(Object.entries(unsent) as [Unsent, number][]).map(([why, n]) => `  ${count(n)} not sent: ${WHY[why]}.`),
    ...(isDry && sent ? ['Nothing was sent: leave out --dry-run to send them.'] : []),
  ].join('\n');
}

const count = (n: number): string => n.toLocaleString('en-US');
