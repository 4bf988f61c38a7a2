import { existsSync } from 'node:fs';
import path from 'node:path';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { type BankDefinition, bankBlob, type BaselineDefinition, baselineBlob, type StreamDefinition } from '@conceptwatch/contracts';
import type { EmbeddedBank } from '@conceptwatch/jobs';
import { SystemClock } from '@conceptwatch/platform/observability';
import type { StateStore } from '@conceptwatch/ports';

/** A stream as a service defined it. */
export interface KnownStream {
  definition: StreamDefinition;
  bank: EmbeddedBank;
  baseline: { definition: BaselineDefinition; vectors: Uint8Array };
}

/** Reads a stream from a data folder, also while a service runs on it. @returns undefined when there is none */
export async function readKnownStream(directory: string, name: string): Promise<KnownStream | undefined> {
  const file = path.join(directory, 'state.db');
  if (!existsSync(file)) return undefined;
  const state = await SqlStateStore.openSqlite({ path: file, clock: new SystemClock() });
  try {
    return await streamIn(state, name);
  } finally {
    await state.close();
  }
}

export async function streamIn(state: StateStore, name: string): Promise<KnownStream | undefined> {
  const definition = (await state.get<StreamDefinition>('stream', name))?.body;
  if (!definition) return undefined;
  const bank = (await state.get<BankDefinition>('bank', definition.bankName))?.body;
  const baseline = (await state.get<BaselineDefinition>('baseline', definition.baselineId))?.body;
  const matrix = bank && (await state.getBlob(bankBlob(bank.digest)));
  const vectors = baseline && (await state.getBlob(baselineBlob(baseline.id)));
  if (!bank || !baseline || !matrix || !vectors) throw new Error(`the stream ${name} is defined, and its bank or baseline is missing: start the service once more, or import them again`);
  return { definition, bank: { definition: bank, matrix: new Float32Array(new Uint8Array(matrix).buffer) }, baseline: { definition: baseline, vectors } };
}
