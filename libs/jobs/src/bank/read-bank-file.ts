import { readFile } from 'node:fs/promises';
import { type BankFile, bankFileSchema, type ConceptEntry, slugOf } from '@conceptwatch/contracts';
import { parse, stringify, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { RefusedInput } from '../refused-input';

/** What a concept is called: its own slug, or the one made of its text. */
export const slugOfConcept = ({ slug, text }: ConceptEntry): string => slug ?? slugOf(text);

/**
 * Reads a concept bank from YAML or JSON.
 *
 * @throws RefusedInput that names the file, the place and what belongs there
 */
export async function readBankFile(file: string): Promise<BankFile> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'does not exist' : cause.code === 'EISDIR' ? 'is a folder' : `cannot be read (${cause.code})`;
    throw new RefusedInput('bank-unreadable', `The bank file "${file}" ${why}. Give a YAML or JSON file with a name and a list of concepts.`, { cause });
  });
  return parseBank(text, file);
}

/** @throws RefusedInput */
export function parseBank(text: string, file: string): BankFile {
  const checked = bankFileSchema.safeParse(parseYaml(text, file));
  if (!checked.success) {
    const [{ path, message }] = checked.error.issues;
    const place = path.length ? ` at "${path.join('.')}"` : '';
    throw new RefusedInput('bank-invalid', `The bank file "${file}" is not a concept bank${place}: ${message}.`);
  }
  refuseDuplicates(checked.data, file);
  return checked.data;
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch (cause) {
    const where = cause instanceof YAMLParseError && cause.linePos ? ` at line ${cause.linePos[0].line}` : '';
    throw new RefusedInput('bank-invalid', `The bank file "${file}" is neither YAML nor JSON${where}: ${(cause as Error).message.split('\n')[0]}`, { cause });
  }
}

function refuseDuplicates(bank: BankFile, file: string): void {
  const seen = new Map<string, string>();
  for (const concept of bank.concepts) {
    const { text } = concept;
    const name = slugOfConcept(concept);
    if (name === '') throw new RefusedInput('bank-invalid', `The bank file "${file}": the concept "${text}" has no letter or digit to make a slug of; give it a slug.`);
    const other = seen.get(name);
    if (other !== undefined) throw new RefusedInput('bank-invalid', `The bank file "${file}" has two concepts with the slug "${name}" ("${other}" and "${text}"): remove one or give it another slug.`);
    seen.set(name, text);
  }
}

/**
 * A bank as the text of a file, to be read again by parseBank.
 *
 * @param file its ending says which form: .json, .yaml or .yml
 * @throws RefusedInput when the ending is another one
 */
export function formatBank(bank: BankFile, file: string): string {
  if (file.endsWith('.json')) return `${JSON.stringify(bank, null, 2)}\n`;
  if (/\.ya?ml$/.test(file)) return stringify(bank);
  throw new RefusedInput('option-invalid', `"${file}" does not say which form: let it end in .yaml, .yml or .json.`);
}

/** What a bank file may hold, as JSON Schema. */
export const bankFileJsonSchema = (): Record<string, unknown> => z.toJSONSchema(bankFileSchema, { target: 'draft-2020-12', io: 'input' });
