import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { ArchiveRefused, type ArchiveItem, type ImageArchive, type Refusal } from '@conceptwatch/ports';
import { type FileSelection, selectFiles } from '../file-selection';
import { inspect, walk } from '../folder-walk';
import { isImageEntry, isSidecarEntry, readableName } from './entry-name';
import { ARCHIVE_LIMITS, type ArchiveLimits, tooLarge } from './limits';

export interface FolderArchiveOptions {
  /** By name (default), or by the time of change and then by name. */
  order?: 'name' | 'time';
  limits?: ArchiveLimits;
}

interface Listed {
  /** Relative to the root, with `/`. */
  name: string;
  size: number;
  modifiedAt: number;
}

/** The images of a folder or a glob as they are at the first look; links that lead out of it and hidden files are left out. */
export class FolderArchive implements ImageArchive {
  readonly name: string;
  private readonly selection: FileSelection;
  private listing: Promise<Listed[]> | undefined;

  /** @throws ArchiveRefused when there is no such folder */
  constructor(
    given: string,
    private readonly options: FolderArchiveOptions = {},
  ) {
    this.name = given;
    try {
      this.selection = selectFiles(given);
    } catch (cause) {
      throw new ArchiveRefused('archive-unreadable', (cause as Error).message, { cause });
    }
  }

  async fingerprint(): Promise<string> {
    const hash = createHash('sha256');
    for (const { name, size, modifiedAt } of await this.list()) hash.update(`${name}\n${size}\n${modifiedAt}\n`);
    return `folder ${this.options.order ?? 'name'} ${hash.digest('hex')}`;
  }

  async count(): Promise<number> {
    return (await this.list()).length;
  }

  async *items({ after, signal }: { after?: string; signal?: AbortSignal } = {}): AsyncGenerator<ArchiveItem> {
    const files = await this.list();
    const limit = (this.options.limits ?? ARCHIVE_LIMITS).entryBytes;
    for (let i = after === undefined ? 0 : Number(after); i < files.length; i++) {
      signal?.throwIfAborted();
      const { name, modifiedAt } = files[i];
      yield { name: readableName(name), cursor: String(i + 1), capturedAt: Math.round(modifiedAt), content: () => readWhole(path.join(this.selection.root, name), limit) };
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private list(): Promise<Listed[]> {
    return (this.listing ??= this.look());
  }

  private async look(): Promise<Listed[]> {
    const { root } = this.selection;
    const listed: Listed[] = [];
    const refuse = (where: string, cause: Error): never => {
      throw new ArchiveRefused('archive-unreadable', `"${where}" cannot be read (${cause.message}). Check its permissions, or leave it out.`, { cause });
    };
    for await (const file of walk(this.selection, root, () => Promise.resolve(true), refuse)) {
      const name = path.relative(root, file).split(path.sep).join('/');
      if (isSidecarEntry(name) && !isImageEntry(name)) continue;
      const found = await inspect(root, file);
      if (found && found !== 'folder') listed.push({ name, size: found.size, modifiedAt: found.mtimeMs });
    }
    if (listed.length === 0) throw new ArchiveRefused('archive-empty', `"${this.name}" holds no image. Give JPEG, PNG or WebP files; nested folders are searched, hidden files are not.`);
    const byName = (a: Listed, b: Listed): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    return listed.sort(this.options.order === 'time' ? (a, b) => a.modifiedAt - b.modifiedAt || byName(a, b) : byName);
  }
}

/** Reads a file of bounded size; what cannot be read is a refusal. */
export async function readWhole(file: string, mostBytes: number): Promise<Uint8Array | Refusal> {
  try {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      return size > mostBytes ? tooLarge(size, mostBytes) : new Uint8Array(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { status: 'refused', reason: 'unreadable', detail: `The file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).` };
  }
}
