import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { FileSelection } from './file-selection';

/** Told about what could not be read; the walk goes on. */
export type OnUnreadable = (path: string, error: Error) => void;

/**
 * Visits the selected paths depth first, names in code unit order, folders before it enters them. Holds only the
 * names of the folders on the way, whatever the number of files.
 *
 * @param enter called with each folder before its names are read, so that a watcher set up there misses nothing; answers whether to go in
 */
export async function* walk(selection: FileSelection, folder: string, enter: (folder: string) => Promise<boolean>, onUnreadable: OnUnreadable): AsyncGenerator<string> {
  if (!(await enter(folder))) return;
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: Error) => {
    onUnreadable(folder, error);
    return [];
  });
  entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (selection.isDeep && !entry.name.startsWith('.')) yield* walk(selection, path, enter, onUnreadable);
    } else if ((entry.isFile() || entry.isSymbolicLink()) && selection.includes(path)) yield path;
  }
}

export interface FoundFile {
  path: string;
  size: number;
  mtimeMs: number;
}

/**
 * What lies at a path: a regular file, or a link to one inside the root.
 *
 * @returns undefined for everything else, also when the path is gone; 'folder' for a folder
 */
export async function inspect(root: string, path: string): Promise<FoundFile | 'folder' | undefined> {
  try {
    let status = await lstat(path);
    if (status.isSymbolicLink()) {
      const target = await realpath(path);
      if (!target.startsWith(root + sep)) return undefined;
      status = await stat(target);
      if (status.isDirectory()) return undefined;
    }
    if (status.isDirectory()) return 'folder';
    return status.isFile() ? { path, size: status.size, mtimeMs: status.mtimeMs } : undefined;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
