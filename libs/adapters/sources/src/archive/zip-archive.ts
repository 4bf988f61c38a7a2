import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ArchiveRefused, type ArchiveItem, type ImageArchive, type Refusal } from '@conceptwatch/ports';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { isHiddenEntry, isSidecarEntry, notAFile, readableName, unsafeName } from './entry-name';
import { ARCHIVE_LIMITS, type ArchiveLimits, ArchiveMeter, tooLarge } from './limits';

const FILE_TYPE = 0o170000;
const PLAIN_FILES = new Set([0, 0o100000]);

/** A zip file of images, read by its central directory. Encrypted entries, links and unsafe names are refused one by one. */
export class ZipArchive implements ImageArchive {
  readonly name: string;

  constructor(
    private readonly file: string,
    private readonly limits: ArchiveLimits = ARCHIVE_LIMITS,
  ) {
    this.name = path.basename(file);
  }

  async fingerprint(): Promise<string> {
    const { size, mtimeMs } = await stat(this.file);
    return `zip ${this.name} ${size} ${mtimeMs}`;
  }

  count(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async *items({ after, signal }: { after?: string; signal?: AbortSignal } = {}): AsyncGenerator<ArchiveItem> {
    const seen = after === undefined ? 0 : Number(after);
    const meter = new ArchiveMeter(this.name, this.limits);
    const zip = await yauzl.openPromise(this.file, { lazyEntries: true, decodeStrings: false, autoClose: false, validateEntrySizes: true }).catch((cause: Error) => this.damaged(cause));
    let index = 0;
    try {
      for await (const entry of zip.eachEntry()) {
        signal?.throwIfAborted();
        meter.entry();
        meter.bytes(entry.uncompressedSize, entry.compressedSize + zip.fileSize / 1000);
        if (index++ < seen) continue;
        const item = await this.item(zip, entry);
        if (item) yield { ...item, cursor: String(index) };
      }
    } catch (error) {
      if (error instanceof ArchiveRefused || signal?.aborted) throw error;
      this.damaged(error as Error);
    } finally {
      zip.close();
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async item(zip: ZipFile, entry: Entry): Promise<Omit<ArchiveItem, 'cursor'> | undefined> {
    const raw = new TextDecoder().decode(entry.fileNameRaw);
    const name = readableName(raw);
    const refusal = unsafeName(raw) ?? this.unreadable(entry);
    if (refusal) return { name, content: refusal };
    if (raw.endsWith('/') || isHiddenEntry(raw) || isSidecarEntry(raw)) return undefined;
    const capturedAt = entry.getLastModDate().getTime();
    return { name, content: await read(zip, entry), ...(Number.isFinite(capturedAt) && capturedAt > 0 ? { capturedAt } : {}) };
  }

  private unreadable(entry: Entry): Refusal | undefined {
    const kind = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
    const isUnix = entry.versionMadeBy >>> 8 === 3;
    if (isUnix && !PLAIN_FILES.has(kind) && kind !== 0o040000) return notAFile(kind === 0o120000 ? 'symlink' : 'device');
    if (entry.isEncrypted()) return { status: 'refused', reason: 'unsafe-entry', detail: 'This entry is encrypted: unpack the archive with its password first.' };
    return entry.uncompressedSize > this.limits.entryBytes ? tooLarge(entry.uncompressedSize, this.limits.entryBytes) : undefined;
  }

  private damaged(cause: Error): never {
    throw new ArchiveRefused('archive-damaged', `"${this.name}" is damaged or no zip file (${cause.message}).`, { cause });
  }
}

/** yauzl ends with an error when an entry unpacks to another size than its header promised. */
async function read(zip: ZipFile, entry: Entry): Promise<Uint8Array | Refusal> {
  try {
    const parts: Buffer[] = [];
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
    return new Uint8Array(Buffer.concat(parts));
  } catch (error) {
    return { status: 'refused', reason: 'unreadable', detail: `This entry cannot be unpacked (${(error as Error).message}).` };
  }
}
