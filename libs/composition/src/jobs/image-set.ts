import { mkdir, mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openArchive } from '@conceptwatch/adapters/sources';
import { type BaselineDefinition, baselineBlob, type StreamDefinition } from '@conceptwatch/contracts';
import { embedFolder, type EmbeddedFolder, RefusedInput } from '@conceptwatch/jobs';
import type { History, HistoryRow, ImageDecoder, ImageEmbedder, JobContext, StateStore } from '@conceptwatch/ports';
import { z } from 'zod';

/** How people say which images a job works on. */
export const imagesOption = (what: string): z.ZodString => z.string().min(1).max(1024).describe(`${what}: stream:NAME (its stored images), baseline:ID, or a folder or archive (.tar, .zip, .parquet) below one of admin.folders.`).meta({ format: 'images' });

const MOST_STORED = 50_000;

export interface ImageSetParts {
  state: StateStore;
  history: History;
  decoder: ImageDecoder;
  embedder: ImageEmbedder;
  /** Folders that may be read. */
  folders: readonly string[];
}

/**
 * Embeddings of the images that are meant, stored ones in the order in which they came, without images.
 *
 * @throws RefusedInput for what is not there, is not allowed, or was embedded by other models
 */
export async function imageSet(parts: ImageSetParts, which: string, context: JobContext): Promise<EmbeddedFolder> {
  const [, kind, name] = /^(stream|baseline):(.+)$/.exec(which) ?? [];
  if (kind === 'stream') return storedImages(parts, name);
  if (kind === 'baseline') return baselineImages(parts, name);
  const place = await allowedFolder(parts.folders, which);
  const embed = (folder: string): Promise<EmbeddedFolder> => embedFolder(parts, folder, { signal: context.signal, onProgress: ({ done, total }) => context.progress(`Embedding ${which}`, done, total) });
  return (await stat(place)).isFile() ? unpacked(place, embed, context) : embed(place);
}

/** Embeds an archive from a folder that is gone afterwards. Names in it are foreign text: only their letters and digits become names of files. */
async function unpacked(file: string, embed: (folder: string) => Promise<EmbeddedFolder>, { signal, progress }: JobContext): Promise<EmbeddedFolder> {
  const archive = await openArchive(file);
  const folder = await mkdtemp(path.join(tmpdir(), 'conceptwatch-archive-'));
  try {
    const count = await archive.count();
    const refused: EmbeddedFolder['refused'] = [];
    let at = 0;
    for await (const { name, content } of archive.items({ signal })) {
      const bytes = typeof content === 'function' ? await content() : content;
      const parts = name.split('/').map((part) => part.replace(/[^\w.-]/g, '_').replace(/^\.+/, '_').slice(-100));
      parts.push(`${String(at++).padStart(8, '0')}-${parts.pop() ?? ''}`);
      if (bytes instanceof Uint8Array) {
        const target = path.join(folder, ...parts);
        await mkdir(path.dirname(target), { recursive: true });
        await writeFile(target, bytes);
      } else refused.push({ file: name, reason: bytes.reason, detail: bytes.detail });
      progress(`Unpacking ${path.basename(file)}`, at, count ?? at);
    }
    const embedded = await embed(folder);
    return { ...embedded, folder: path.basename(file), paths: embedded.paths.map(() => undefined), refused: [...embedded.refused, ...refused] };
  } finally {
    await rm(folder, { recursive: true, force: true });
    await archive.close();
  }
}

/** @throws RefusedInput when the folder lies outside the allowed ones, also by a link */
export async function allowedFolder(folders: readonly string[], wanted: string): Promise<string> {
  if (folders.length === 0) throw new RefusedInput('unreadable-folder', 'Jobs may read no folder of this machine: name some in admin.folders (CONCEPTWATCH_ADMIN_FOLDERS), or take stream:NAME.');
  const roots = await Promise.all(folders.map((folder) => realpath(folder).catch(() => path.resolve(folder))));
  for (const root of roots) {
    const real = await realpath(path.resolve(root, wanted)).catch(() => undefined);
    if (real !== undefined && (real === root || real.startsWith(root + path.sep))) return real;
  }
  throw new RefusedInput('no-such-folder', `There is no folder "${wanted}" below ${folders.join(' or ')} (admin.folders).`);
}

async function storedImages({ state, history, embedder }: ImageSetParts, stream: string): Promise<EmbeddedFolder> {
  if (!(await state.get<StreamDefinition>('stream', stream))) throw new RefusedInput('no-such-folder', `There is no stream "${stream}".`);
  const { spaceDigest, dimension } = embedder.descriptor;
  const newest: HistoryRow[] = [];
  await history.scan({ stream, spaceDigest, newestFirst: true, limit: MOST_STORED }, (rows) => void newest.push(...rows));
  const rows = newest.reverse();
  const files = rows.map(({ imageId }) => imageId);
  if (files.length === 0) throw new RefusedInput('empty-folder', `The stream "${stream}" has no stored images of the models in use yet.`);
  return { folder: `stream ${stream}`, files, paths: files.map(() => undefined), vectors: Buffer.concat(rows.map(({ vector }) => vector)), dimension, refused: [], sidecars: 0, sources: rows.map(({ source }) => source) };
}

async function baselineImages({ state, embedder }: ImageSetParts, id: string): Promise<EmbeddedFolder> {
  const [definition, vectors] = await Promise.all([state.get<BaselineDefinition>('baseline', id), state.getBlob(baselineBlob(id))]);
  if (!definition || !vectors) throw new RefusedInput('baseline-unreadable', `There is no baseline "${id}".`);
  const { encoderDigest, alignerDigest, dimension } = embedder.descriptor;
  if (definition.body.encoderDigest !== encoderDigest || definition.body.alignerDigest !== alignerDigest) throw new RefusedInput('baseline-mismatch', `The baseline "${id}" was embedded by other models than those in use: derive it again.`);
  const files = Array.from({ length: definition.body.images }, (_, i) => `image ${i}`);
  return { folder: `baseline ${id}`, files, paths: files.map(() => undefined), vectors, dimension, refused: [], sidecars: 0 };
}
