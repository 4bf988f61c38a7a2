import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { ArchiveRefused, type ImageArchive, type Refusal } from '@conceptwatch/ports';
import { selectFiles } from '../file-selection';
import { walk } from '../folder-walk';
import { s3Bytes, S3Archive } from '../s3/s3-archive';
import { parseS3, S3Objects, type S3Options } from '../s3/s3-objects';
import { ArchiveSeries } from './archive-series';
import { type ByteSource, fileBytes } from './byte-source';
import { FolderArchive, readWhole } from './folder-archive';
import { ARCHIVE_LIMITS } from './limits';
import { ParquetArchive } from './parquet-archive';
import { TarArchive } from './tar-archive';
import { ZipArchive } from './zip-archive';

export interface OpenArchiveOptions {
  order?: 'name' | 'time';
  imageColumn?: string;
  s3?: S3Options;
}

const ARCHIVE = /\.(tar|tar\.gz|tgz|zip|parquet)$/i;

/**
 * Opens what people name: a folder or glob of images; a tar, zip or Parquet file or a glob of them, which are read one
 * after the other; an object or a prefix in S3.
 *
 * @throws ArchiveRefused
 */
export async function openArchive(given: string, options: OpenArchiveOptions = {}): Promise<ImageArchive> {
  if (/^s3:/i.test(given)) return openS3(given, options);
  const files = await archivesOf(given);
  if (files === undefined) return new FolderArchive(given, options);
  const archives = await Promise.all(files.map((file) => openFile(file, options)));
  return archives.length === 1 ? archives[0] : new ArchiveSeries(given, archives);
}

async function openS3(given: string, options: OpenArchiveOptions): Promise<ImageArchive> {
  const location = parseS3(given);
  if (!location) throw new ArchiveRefused('archive-unreadable', `"${given}" is no place in S3: write it like s3://bucket/prefix/ or s3://bucket/shard.tar.`);
  const objects = new S3Objects(options.s3);
  if (!ARCHIVE.test(location.key)) return new S3Archive(objects, location);
  if (/\.zip$/i.test(location.key)) throw new ArchiveRefused('archive-unreadable', `"${given}": a zip file is read from its end and must lie on this machine. Fetch it first.`);
  return openBytes(await s3Bytes(objects, location), { imageColumn: options.imageColumn });
}

async function openFile(file: string, options: OpenArchiveOptions): Promise<ImageArchive> {
  if (/\.zip$/i.test(file)) return new ZipArchive(file);
  return openBytes(await fileBytes(file), { imageColumn: options.imageColumn, readPath: (name) => readBeside(path.dirname(file), name) });
}

function openBytes(bytes: ByteSource, options: { imageColumn?: string; readPath?: (name: string) => Promise<Uint8Array | Refusal> }): ImageArchive {
  return /\.parquet$/i.test(bytes.name) ? new ParquetArchive(bytes, options) : new TarArchive(bytes);
}

/** One archive, or those of a glob in the order of their names; undefined for a folder or glob of images. */
async function archivesOf(given: string): Promise<string[] | undefined> {
  if (!ARCHIVE.test(given) && existsSync(given)) return undefined;
  let selection;
  try {
    selection = selectFiles(given);
  } catch (cause) {
    throw new ArchiveRefused('archive-unreadable', (cause as Error).message, { cause });
  }
  const files: string[] = [];
  for await (const file of walk(selection, selection.root, () => Promise.resolve(true), () => undefined)) if (ARCHIVE.test(file)) files.push(file);
  if (files.length > 0) return files.sort();
  if (ARCHIVE.test(given)) throw new ArchiveRefused('archive-empty', `"${given}" matches no archive.`);
  return undefined;
}

/** A file that a table names, within the folder of the table: a table from elsewhere may name any file of the machine. */
async function readBeside(folder: string, name: string): Promise<Uint8Array | Refusal> {
  const root = await realpath(folder);
  const target = await realpath(path.resolve(root, name)).catch(() => undefined);
  if (target === undefined) return { status: 'refused', reason: 'unreadable', detail: 'The file that this row names is not there.' };
  if (!target.startsWith(root + path.sep)) return { status: 'refused', reason: 'unsafe-entry', detail: 'The file that this row names lies outside the folder of its table.' };
  return readWhole(target, ARCHIVE_LIMITS.entryBytes);
}
