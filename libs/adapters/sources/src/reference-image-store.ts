import { open, realpath } from 'node:fs/promises';
import { constants } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deadLetterCodec, imageCodec, MalformedRecord, TOPICS, UnsupportedRecordVersion } from '@conceptwatch/contracts';
import type { ImageStore, MessageLog } from '@conceptwatch/ports';

export interface ReferenceImageStoreOptions {
  /** Resolves `log:TOPIC/PARTITION/OFFSET`. */
  log: MessageLog;
  /** Folders whose files `file:` references may name; none by default, because references also come over the network. */
  roots?: string[];
  /** Bytes of one file that are read at most; a decoder's own limit must be lower. Default 64 MiB. */
  mostBytes?: number;
}

const MOST_FOLDERS = 10_000;
const LOG_REFERENCE = /^log:([^/]+)\/(\d+)\/(\d+)$/;

/** Finds images in the folders that are watched and in the log's own inbox and dead letters. */
export class ReferenceImageStore implements ImageStore {
  /** Real path of each folder that was asked about, and whether it lies within the roots. */
  private readonly folders = new Map<string, Promise<string | undefined>>();
  private roots: Promise<string[]> | undefined;

  constructor(private readonly options: ReferenceImageStoreOptions) {}

  async read(reference: string): Promise<Uint8Array | undefined> {
    if (reference.startsWith('file:')) return this.readFile(reference);
    const position = LOG_REFERENCE.exec(reference);
    if (!position) return undefined;
    return this.readLog(position[1], Number(position[2]), Number(position[3]));
  }

  private async readFile(reference: string): Promise<Uint8Array | undefined> {
    let path: string;
    try {
      path = fileURLToPath(reference);
    } catch {
      return undefined;
    }
    const mostBytes = this.options.mostBytes ?? 64 * 1024 * 1024;
    const folder = await this.realFolder(dirname(path));
    if (folder === undefined) return undefined;
    const bytes = await readAtMost(join(folder, basename(path)), mostBytes);
    return bytes === 'link' ? this.readLinked(path, mostBytes) : bytes;
  }

  /** A link is followed when it stays within the roots. */
  private async readLinked(path: string, mostBytes: number): Promise<Uint8Array | undefined> {
    const target = await realpath(path).catch(() => undefined);
    const folder = target && (await this.realFolder(dirname(target)));
    const bytes = folder ? await readAtMost(target, mostBytes) : undefined;
    return bytes === 'link' ? undefined : bytes;
  }

  /** Looked up once per folder: a file is then opened without following a link, so that it cannot lead outside. */
  private realFolder(folder: string): Promise<string | undefined> {
    let real = this.folders.get(folder);
    if (!real) {
      real = this.findFolder(folder);
      this.folders.set(folder, real);
      if (this.folders.size > MOST_FOLDERS) this.folders.delete(this.folders.keys().next().value as string);
    }
    return real;
  }

  private async findFolder(folder: string): Promise<string | undefined> {
    this.roots ??= Promise.all((this.options.roots ?? []).map((root) => realpath(root).catch(() => ''))).then((roots) => roots.filter((root) => root !== ''));
    const real = await realpath(folder).catch(() => undefined);
    if (real === undefined) return undefined;
    return (await this.roots).some((root) => real === root || real.startsWith(root.endsWith(sep) ? root : root + sep)) ? real : undefined;
  }

  private async readLog(topic: string, partition: number, offset: number): Promise<Uint8Array | undefined> {
    if (topic !== TOPICS.images && topic !== TOPICS.deadLetters) return undefined;
    if (partition >= (await this.options.log.partitionsOf(topic))) return undefined;
    const [record] = await this.options.log.read(topic, partition, offset, 1);
    if (record?.offset !== offset) return undefined;
    try {
      return await (topic === TOPICS.images ? this.imageIn(record.value) : this.originalIn(record.value));
    } catch (error) {
      // A letter may hold bytes that never were a record.
      if (error instanceof MalformedRecord || error instanceof UnsupportedRecordVersion) return undefined;
      throw error;
    }
  }

  private async imageIn(value: Uint8Array): Promise<Uint8Array | undefined> {
    const { content } = imageCodec.decode(value);
    if (content.case === 'bytes') return content.value;
    // A reference names a file, never another place in the log: no chains.
    return content.value?.startsWith('file:') ? this.readFile(content.value) : undefined;
  }

  private async originalIn(value: Uint8Array): Promise<Uint8Array | undefined> {
    const { original, topic } = deadLetterCodec.decode(value);
    if (original.case === 'bytes') return topic === TOPICS.images ? this.imageIn(original.value) : original.value;
    return original.value?.startsWith('file:') ? this.readFile(original.value) : undefined;
  }
}

/** @returns 'link' for a symbolic link, which is not opened */
async function readAtMost(path: string, mostBytes: number): Promise<Uint8Array | undefined | 'link'> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: NodeJS.ErrnoException) => (error.code === 'ELOOP' ? 'link' : undefined));
  if (file === undefined || file === 'link') return file;
  try {
    const { size } = await file.stat();
    const bytes = Buffer.allocUnsafe(Math.min(size, mostBytes));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytesRead);
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}
