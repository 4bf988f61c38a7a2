import { type BankDefinition, bankBlob } from '@conceptwatch/contracts';
import { type EmbeddedBank, RefusedInput } from '@conceptwatch/jobs';
import type { JobParts } from './job-parts';

/** A bank that is kept, by its name; the bundled one when none is named. @throws RefusedInput */
export async function namedBank({ state, toolbox }: Pick<JobParts, 'state' | 'toolbox'>, name: string | undefined): Promise<EmbeddedBank> {
  if (name === undefined) return toolbox.bank();
  const definition = (await state.get<BankDefinition>('bank', name))?.body;
  const matrix = definition && (await state.getBlob(bankBlob(definition.digest)));
  if (!definition || !matrix) throw new RefusedInput('bank-invalid', `There is no bank "${name}". Known: ${(await state.list('bank')).map(({ id }) => id).join(', ') || 'none'}.`);
  return { definition, matrix: new Float32Array(new Uint8Array(matrix).buffer) };
}
