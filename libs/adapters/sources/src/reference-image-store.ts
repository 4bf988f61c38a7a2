import { open, realpath } from 'node:fs/promises';
import { sep } from 'node:path';
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

const LOG_REFERENCE = /^log:([^/]+)\/(\d+)\/(\d+)$/;

/** Finds images in the folders that are watched and in the log's own inbox and dead letters. */
export class ReferenceImageStore implements ImageStore {
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
      path = await realpath(fileURLToPath(reference));
    } catch {
      return undefined;
    }
    if (!(await this.isWithinRoots(path))) return undefined;
    return readAtMost(path, this.options.mostBytes ?? 64 * 1024 * 1024);
  }

  private async isWithinRoots(path: string): Promise<boolean> {
    for (const root of this.options.roots ?? []) {
      const real = await realpath(root).catch(() => undefined);
      if (real !== undefined && path.startsWith(real.endsWith(sep) ? real : real + sep)) return true;
    }
    return false;
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

async function readAtMost(path: string, mostBytes: number): Promise<Uint8Array | undefined> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return undefined;
  try {
    const { size } = await file.stat();
    const bytes = Buffer.allocUnsafe(Math.min(size, mostBytes));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}
