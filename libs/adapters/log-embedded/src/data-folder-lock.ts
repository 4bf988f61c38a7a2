import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Another process works on the folder. */
export class DataFolderInUse extends Error {
  readonly code = 'data_folder_in_use';
  readonly retriable = false;
}

const PID_FILE = 'log.pid';

/**
 * Runs `open`, which takes the operating system's lock on the log file, and leaves a note of who holds it.
 * The lock ends with the process whatever happens to it, so a note without a lock means nothing.
 *
 * @throws DataFolderInUse naming the process that holds the lock
 */
export function openLocked<T>(directory: string, open: (path: string) => T): T {
  mkdirSync(directory, { recursive: true });
  const note = join(directory, PID_FILE);
  try {
    const opened = open(join(directory, 'log.db'));
    writeFileSync(note, `${process.pid}\n`);
    return opened;
  } catch (error) {
    if ((error as { code?: string }).code !== 'locked') throw error;
    const holder = existsSync(note) ? `process ${readFileSync(note, 'utf8').trim()}` : 'another process';
    throw new DataFolderInUse(`${directory} is in use by ${holder}: stop it, or choose another data folder`, { cause: error });
  }
}

export function removeNote(directory: string): void {
  rmSync(join(directory, PID_FILE), { force: true });
}
