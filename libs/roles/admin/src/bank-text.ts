import { type BankFile, type ConceptEntry, DEFAULT_TEMPLATES } from '@conceptwatch/contracts';
import { stringify } from 'yaml';

/**
 * A bank as people write it: what is as by default is left out, a concept that is only its words is a word.
 *
 * @example bankText({ name: 'yard', templates: DEFAULT_TEMPLATES, concepts: [{ text: 'fog', kind: 'object' }] }) // 'name: yard\nconcepts:\n  - fog\n'
 */
export function bankText({ name, description, templates, classNames, concepts }: BankFile): string {
  const isDefault = JSON.stringify(templates) === JSON.stringify(DEFAULT_TEMPLATES);
  return stringify({ name, ...(description ? { description } : {}), ...(isDefault ? {} : { templates }), ...(classNames ? { classNames } : {}), concepts: concepts.map(entryOf) }, { lineWidth: 0 });
}

function entryOf({ kind, ...rest }: ConceptEntry): unknown {
  const entry = { ...rest, ...(kind === 'context' ? { kind } : {}) };
  return Object.keys(entry).length === 1 ? entry.text : entry;
}
