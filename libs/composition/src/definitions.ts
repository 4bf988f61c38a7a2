import { type BankDefinition, type BankFile, bankBlob, type BankVersion, bankVersionId, type BaselineDefinition, baselineBlob, type StreamDefinition } from '@conceptwatch/contracts';
import type { EmbeddedBank } from '@conceptwatch/jobs';
import type { ImageEmbedder, StateStore } from '@conceptwatch/ports';

/** A baseline that was made by other models than those in use: it is refused, never silently compared. */
export class BaselineMismatch extends Error {
  readonly code = 'refused_input';
  readonly retriable = false;
}

/** Puts a bank and its matrix where the roles find them, and its text among its versions. Writing the same bank again changes nothing. */
export async function keepBank(state: StateStore, { definition, matrix }: EmbeddedBank, file: BankFile): Promise<void> {
  const version = bankVersionId(definition.name, definition.digest);
  if (!(await state.get('bank-version', version))) await state.put<BankVersion>('bank-version', version, { definition, file });
  const known = await state.get<BankDefinition>('bank', definition.name);
  if (known?.body.digest === definition.digest) return;
  await state.putBlob(bankBlob(definition.digest), new Uint8Array(matrix.slice().buffer));
  await state.put('bank', definition.name, definition);
}

/** Puts a baseline where the roles find it. @throws BaselineMismatch */
export async function keepBaseline(state: StateStore, definition: BaselineDefinition, vectors: Uint8Array, embedder: ImageEmbedder): Promise<void> {
  const { encoderDigest, alignerDigest } = embedder.descriptor;
  if (definition.encoderDigest !== encoderDigest || definition.alignerDigest !== alignerDigest)
    throw new BaselineMismatch(
      `The baseline "${definition.id}" was embedded by another model (${definition.encoderDigest.slice(0, 8)}/${definition.alignerDigest.slice(0, 8)}) than the one in use (${encoderDigest.slice(0, 8)}/${alignerDigest.slice(0, 8)}). Create it again from its images. If an aligner was promoted since, "conceptwatch align rollback" goes back to the one before.`,
    );
  const known = await state.get<BaselineDefinition>('baseline', definition.id);
  if (known && JSON.stringify(known.body) === JSON.stringify(definition)) return;
  await state.putBlob(baselineBlob(definition.id), vectors);
  await state.put('baseline', definition.id, definition);
}

/** Defines a stream, or redefines it when its settings changed. A baseline or bank that people chose since then stays. */
export async function keepStream(state: StateStore, wanted: Omit<StreamDefinition, 'createdAt'>, now: number): Promise<void> {
  const known = await state.get<StreamDefinition>('stream', wanted.name);
  const configured = { baselineId: wanted.baselineId, bankName: wanted.bankName };
  const isAsBefore = JSON.stringify(known?.body.configured) === JSON.stringify(configured);
  const chosen = known && isAsBefore ? { baselineId: known.body.baselineId, bankName: known.body.bankName } : configured;
  const definition = { ...wanted, ...chosen, createdAt: known?.body.createdAt ?? now, configured };
  if (known && JSON.stringify(known.body) === JSON.stringify(definition)) return;
  await state.put('stream', wanted.name, definition);
}
