import { readFile } from 'node:fs/promises';
import type { FolderFile } from '../embed/list-folder';

/** The bytes of files, one after the other; a file that cannot be read comes as no bytes, which the decoder refuses. */
export async function* folderImages(files: readonly FolderFile[]): AsyncGenerator<Uint8Array> {
  for (const { path } of files) yield await readFile(path).catch(() => new Uint8Array());
}

/** Every `period`-th file is held out, so that both parts are alike. @param share of the files, up to 0.5 */
export function splitFiles(files: readonly FolderFile[], share: number): { training: FolderFile[]; heldOut: FolderFile[] } {
  const period = Math.max(2, Math.round(1 / share));
  return { training: files.filter((_, i) => i % period !== period - 1), heldOut: files.filter((_, i) => i % period === period - 1) };
}
