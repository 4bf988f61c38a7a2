import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { RefusedInput } from '../refused-input';

export const MODEL_LOCK = 'model.lock.json';

const schema = z.strictObject({
  model: z.string(),
  revision: z.string(),
  precision: z.enum(['fp32', 'fp16', 'int8']),
  files: z.array(z.strictObject({ path: z.string(), bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
});

/** What a pulled model consists of. Written last, so its presence says that the model is whole; its digests are checked at every load. */
export type ModelLock = z.infer<typeof schema>;

/** @returns undefined when there is none. @throws RefusedInput when it is damaged */
export async function readModelLock(file: string): Promise<ModelLock | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new RefusedInput('model-damaged', `"${path.resolve(file)}" is no list of a model's files. Delete it and pull the model again.`, { cause });
  }
}
