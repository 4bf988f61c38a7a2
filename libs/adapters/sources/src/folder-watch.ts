import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { OnUnreadable } from './folder-walk';

/**
 * Tells which paths may have changed. One watch per folder, not per file, so that large folders fit the system's
 * limits; `changedFolders` finds what a watch missed or could not be set up for.
 */
export class FolderWatch {
  private readonly folders = new Map<string, { watcher: FSWatcher | undefined; mtimeMs: number }>();

  constructor(
    private readonly onPath: (path: string) => void,
    private readonly onUnwatched: OnUnreadable,
  ) {}

  has(folder: string): boolean {
    return this.folders.has(folder);
  }

  /** Watches a folder from now on; call it before reading the folder. */
  async add(folder: string): Promise<void> {
    const mtimeMs = await changeTime(folder);
    if (mtimeMs === undefined) return;
    const known = this.folders.get(folder);
    if (known) known.mtimeMs = mtimeMs;
    else this.folders.set(folder, { watcher: this.watcherOf(folder), mtimeMs });
  }

  /** Forgets a folder that is gone or was replaced, and all below it. */
  drop(folder: string): void {
    for (const [path, { watcher }] of this.folders) {
      if (path !== folder && !path.startsWith(folder + sep)) continue;
      watcher?.close();
      this.folders.delete(path);
    }
  }

  /** Folders in which names came or went since they were added; those that are gone are forgotten. */
  async changedFolders(): Promise<string[]> {
    const changed: string[] = [];
    for (const [folder, { mtimeMs }] of [...this.folders]) {
      const now = await changeTime(folder);
      if (now === undefined) this.drop(folder);
      else if (now !== mtimeMs) changed.push(folder);
    }
    return changed;
  }

  close(): void {
    for (const { watcher } of this.folders.values()) watcher?.close();
    this.folders.clear();
  }

  private watcherOf(folder: string): FSWatcher | undefined {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => name !== null && this.onPath(join(folder, name)));
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch (error) {
      // Looking through it now and then still finds what arrives.
      this.onUnwatched(folder, error as Error);
      return undefined;
    }
  }
}

const changeTime = (folder: string): Promise<number | undefined> =>
  stat(folder).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
