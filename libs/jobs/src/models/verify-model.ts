import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RefusedInput } from '../refused-input';
import { MODEL_LOCK, type ModelLock, readModelLock } from './model-lock';

/** The files of a lock that are there with the right digest, by path. */
export async function intactFiles(directory: string, lock: ModelLock): Promise<Map<string, ModelLock['files'][number]>> {
  const intact = new Map<string, ModelLock['files'][number]>();
  for (const file of lock.files) if ((await digestOf(path.join(directory, file.path))) === file.sha256) intact.set(file.path, file);
  return intact;
}

/**
 * Checks every file of a pulled model against its lock.
 *
 * @throws RefusedInput when there is no lock, and naming the files that are missing or damaged
 */
export async function verifyModel(directory: string): Promise<ModelLock> {
  const lock = await readModelLock(path.join(directory, MODEL_LOCK));
  if (!lock) throw new RefusedInput('model-files', `"${directory}" has no ${MODEL_LOCK}: it was not pulled, or the pull did not end. Pull the model (again).`);
  const intact = await intactFiles(directory, lock);
  const broken = lock.files.filter((file) => !intact.has(file.path)).map((file) => file.path);
  if (broken.length) throw new RefusedInput('model-damaged', `${broken.join(', ')} of ${lock.model} ${broken.length === 1 ? 'is' : 'are'} missing or damaged. Run "conceptwatch models pull ${lock.model}": only these are fetched again.`);
  return lock;
}

async function digestOf(file: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
    return hash.digest('hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
