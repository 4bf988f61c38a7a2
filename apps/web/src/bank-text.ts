import { diffLines } from 'diff';

/** A line of a text that was changed. */
export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** Two texts line by line. Of what did not change only the lines around a change are kept. */
export function diffOf(before: string, after: string, around = 2): DiffLine[] {
  const lines = diffLines(before, after).flatMap(({ value, added, removed }) =>
    value.replace(/\n$/, '').split('\n').map((text): DiffLine => ({ kind: added ? 'added' : removed ? 'removed' : 'same', text })),
  );
  const isNear = (at: number): boolean => lines.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind !== 'same');
  return lines.filter((_, at) => isNear(at));
}

/** A bank's text with one concept more at its end. */
export function withConcept(text: string, concept: { text: string; vector: string | null }): string {
  const words = JSON.stringify(concept.text);
  const entry = concept.vector === null ? words : `{ text: ${words}, vector: ${concept.vector} }`;
  return `${text.trimEnd()}\n  - ${entry}\n`;
}
