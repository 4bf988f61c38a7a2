import type { ArchiveItem, ImageArchive, Refusal } from '@conceptwatch/ports';
import { ArchiveRefused } from '@conceptwatch/ports';
import type { ByteSource } from '../archive/byte-source';
import { isHiddenEntry, isSidecarEntry, readableName } from '../archive/entry-name';
import { ARCHIVE_LIMITS, tooLarge } from '../archive/limits';
import type { S3Location, S3Objects } from './s3-objects';

/** The images below a prefix, in the order of their keys. */
export class S3Archive implements ImageArchive {
  constructor(
    private readonly objects: S3Objects,
    private readonly location: S3Location,
    private readonly mostBytes = ARCHIVE_LIMITS.entryBytes,
  ) {}

  get name(): string {
    return `s3://${this.location.bucket}/${this.location.key}`;
  }

  /** A bucket is not listed twice for it: objects that come or go while a backfill runs are as in any listing of S3. */
  fingerprint(): Promise<string> {
    return Promise.resolve(`s3 ${this.name}`);
  }

  count(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async *items({ after, signal }: { after?: string; signal?: AbortSignal } = {}): AsyncGenerator<ArchiveItem> {
    let found = after !== undefined;
    for await (const { key, size, modifiedAt } of this.objects.list(this.location, after)) {
      signal?.throwIfAborted();
      if (key.endsWith('/') || isHiddenEntry(key) || isSidecarEntry(key)) continue;
      found = true;
      const content = size > this.mostBytes ? tooLarge(size, this.mostBytes) : () => this.read(key);
      yield { name: readableName(key), cursor: key, content, ...(modifiedAt > 0 ? { capturedAt: modifiedAt } : {}) };
    }
    if (!found) throw new ArchiveRefused('archive-empty', `${this.name} holds no image. Check bucket and prefix.`);
  }

  close(): Promise<void> {
    return this.objects.close();
  }

  private async read(key: string): Promise<Uint8Array | Refusal> {
    const bytes = await this.objects.read({ bucket: this.location.bucket, key }, this.mostBytes);
    if (bytes === undefined) return { status: 'refused', reason: 'unreadable', detail: 'The object went away between the listing and the reading.' };
    return bytes === 'too-large' ? tooLarge(this.mostBytes + 1, this.mostBytes) : bytes;
  }
}

/** One object as bytes that archives are read from. @throws ArchiveRefused */
export async function s3Bytes(objects: S3Objects, location: S3Location): Promise<ByteSource> {
  const { size, etag, modifiedAt } = await objects.head(location);
  return {
    name: location.key.split('/').pop() ?? location.key,
    size,
    version: `${size} ${etag} ${modifiedAt}`,
    async *stream(from = 0) {
      yield* await objects.stream(location, from);
    },
    slice: (from, to) => objects.slice(location, from, Math.min(to, size)),
  };
}

