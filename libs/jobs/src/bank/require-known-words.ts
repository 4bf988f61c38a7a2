import type { BankFile } from '@conceptwatch/contracts';
import type { TextEncoder } from '@conceptwatch/ports';
import { RefusedInput } from '../refused-input';
import { nearestWords } from './nearest-words';

export interface UnknownWord {
  word: string;
  /** Texts of the concepts (or templates, or class names) that use it. */
  usedBy: string[];
  /** Words that the text encoder knows and that are spelled alike. */
  nearest: string[];
}

/** The words of a bank that the text encoder cannot read; empty for tokenizers that know everything. */
export function unknownWords(bank: BankFile, encoder: TextEncoder): UnknownWord[] {
  const usedBy = new Map<string, string[]>();
  for (const text of new Set(textsOf(bank))) {
    for (const word of encoder.unknownWords(text)) usedBy.set(word, [...(usedBy.get(word) ?? []), text]);
  }
  const known = encoder.vocabulary() ?? [];
  return [...usedBy].map(([word, users]) => ({ word, usedBy: users, nearest: nearestWords(word.toLowerCase(), known) }));
}

/** @throws RefusedInput that names every unknown word and the nearest known ones */
export function requireKnownWords(bank: BankFile, encoder: TextEncoder): void {
  const unknown = unknownWords(bank, encoder);
  if (unknown.length === 0) return;
  const words = unknown.slice(0, 10).map(describeUnknownWord).join('; ');
  const more = unknown.length > 10 ? `; and ${unknown.length - 10} more` : '';
  throw new RefusedInput(
    'unknown-word',
    `The bank "${bank.name}" uses ${unknown.length === 1 ? 'a word' : `${unknown.length} words`} that the text encoder ${encoder.descriptor.name} does not know: ${words}${more}. Use other words, or load a text encoder that knows them with --models.`,
  );
}

export const describeUnknownWord = ({ word, nearest }: UnknownWord): string => `"${word}"${nearest.length ? ` (nearest known: ${nearest.join(', ')})` : ''}`;

/** Everything in a bank that will be read by the text encoder, without the holes of the templates. */
function textsOf(bank: BankFile): string[] {
  const hole = (template: string): string => template.replaceAll('{}', ' ');
  const own = bank.concepts.flatMap(({ text, templates, prompts, vector }) => (vector !== undefined ? [] : (prompts ?? [text, ...(templates ?? []).map(hole)])));
  const usesTemplates = bank.concepts.some(({ templates, prompts, vector }) => !templates && !prompts && vector === undefined);
  const usesClassNames = bank.concepts.some(({ kind, vector }) => kind === 'context' && vector === undefined);
  return [...own, ...(usesTemplates ? bank.templates.map(hole) : []), ...(usesClassNames ? (bank.classNames ?? []) : [])];
}
