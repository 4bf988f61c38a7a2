import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { RefusedInput } from '../refused-input';
import { isSidecar } from './sidecar';

/** One file of a folder. */
export interface FolderFile {
  /** Relative to the folder, with `/` between the parts; what people see. */
  name: string;
  /** Absolute; bytes where the name is not valid UTF-8. */
  path: string | Buffer;
}

export interface FolderListing {
  /** In code-point order of their names, whatever order the file system gives. */
  files: FolderFile[];
  /** Labels and notes that lie beside the images (truth.jsonl, annotations.xml): passed over, never decoded. */
  sidecars: number;
}

interface Walk {
  found: { bytes: Buffer; name: string }[];
  signal?: AbortSignal;
}

const SLASH = Buffer.from('/');
const join = (parent: Buffer, name: Buffer): Buffer => (parent.length ? Buffer.concat([parent, SLASH, name]) : name);

/**
 * Lists what a folder holds, nested folders included, hidden files and folders (a leading dot) left out.
 * Links are followed; a link to a folder that contains it is not followed a second time.
 *
 * @returns files in code-point order of their relative path
 * @throws RefusedInput when the folder is missing, is a file, or may not be read
 */
export async function listFolder(folder: string, signal?: AbortSignal): Promise<FolderListing> {
  const root = path.resolve(folder);
  await requireFolder(folder, root);
  const walk: Walk = { found: [], signal };
  await descend(root, { relative: Buffer.alloc(0), ancestors: [await realpath(root)] }, walk);
  walk.found.sort((a, b) => Buffer.compare(a.bytes, b.bytes));
  const names = new Set(walk.found.map(({ name }) => name));
  const images = walk.found.filter(({ name }) => !isSidecar(name, names));
  return {
    files: images.map(({ bytes, name }) => ({ name, path: absolute(root, bytes, name) })),
    sidecars: walk.found.length - images.length,
  };
}

async function requireFolder(given: string, root: string): Promise<void> {
  const found = await stat(root).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') {
      throw new RefusedInput('no-such-folder', `There is no folder "${given}". Check the path; it is taken relative to ${process.cwd()}.`);
    }
    throw new RefusedInput('unreadable-folder', `The folder "${given}" cannot be read (${cause.code}). Check its permissions.`, { cause });
  });
  if (!found.isDirectory()) throw new RefusedInput('not-a-folder', `"${given}" is a file, and a folder of images is needed here.`);
}

async function descend(root: string, place: { relative: Buffer; ancestors: string[] }, walk: Walk): Promise<void> {
  walk.signal?.throwIfAborted();
  const here = join(Buffer.from(root), place.relative);
  const entries = await readdir(here, { withFileTypes: true, encoding: 'buffer' }).catch((cause: NodeJS.ErrnoException) => {
    throw new RefusedInput('unreadable-folder', `The folder "${here.toString()}" cannot be read (${cause.code}). Check its permissions, or leave it out.`, { cause });
  });
  for (const entry of entries) {
    if (entry.name[0] === 0x2e) continue;
    const relative = join(place.relative, entry.name);
    const kind = entry.isSymbolicLink() ? await linked(root, relative) : entry;
    if (kind === undefined || kind.isFile()) walk.found.push({ bytes: relative, name: relative.toString() });
    else if (kind.isDirectory()) await descendOnce(root, { relative, ancestors: place.ancestors }, walk);
  }
}

async function descendOnce(root: string, place: { relative: Buffer; ancestors: string[] }, walk: Walk): Promise<void> {
  const real = await realpath(join(Buffer.from(root), place.relative));
  if (place.ancestors.includes(real)) return;
  await descend(root, { relative: place.relative, ancestors: [...place.ancestors, real] }, walk);
}

/** What a link leads to; undefined when it leads nowhere, which the decoder will report as unreadable. */
async function linked(root: string, relative: Buffer) {
  return stat(join(Buffer.from(root), relative)).catch(() => undefined);
}

function absolute(root: string, bytes: Buffer, name: string): string | Buffer {
  return Buffer.from(name).equals(bytes) ? path.join(root, name) : join(Buffer.from(root), bytes);
}
