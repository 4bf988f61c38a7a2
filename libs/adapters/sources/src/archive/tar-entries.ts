import { createGunzip } from 'node:zlib';
import { ArchiveRefused, type Refusal } from '@conceptwatch/ports';
import { extract, type Header } from 'tar-stream';
import type { ByteSource } from './byte-source';
import { isHiddenEntry, notAFile, readableName, unsafeName } from './entry-name';
import { type ArchiveLimits, ArchiveMeter, tooLarge } from './limits';

/** A file of a tar archive, or why an entry is refused. */
export interface TarEntry {
  name: string;
  content: Uint8Array | Refusal;
  modifiedAt: number | undefined;
  /** Unpacked bytes up to the end of this entry: where reading can go on. */
  end: number;
}

const FILES = new Set<Header['type']>(['file', 'contiguous-file']);
const BLOCK = 512;

/**
 * Reads a tar file, gzipped or not, entry by entry. Nothing is written anywhere; one entry is in memory at a time.
 *
 * @param from the `end` of an earlier entry
 * @throws ArchiveRefused when the archive is damaged or beyond its limits
 */
export async function* tarEntries(source: ByteSource, limits: ArchiveLimits, { from = 0, signal }: { from?: number; signal?: AbortSignal } = {}): AsyncGenerator<TarEntry> {
  const parser = extract();
  const meter = new ArchiveMeter(source.name, limits);
  const feeding = feed(source, { from, meter, signal }, parser);
  feeding.catch((error: Error) => parser.destroy(error));
  try {
    for await (const entry of parser) {
      signal?.throwIfAborted();
      meter.entry();
      const { name, size = 0, type, mtime } = entry.header;
      const end = from + (entry.header as Header & { byteOffset: number }).byteOffset + Math.ceil(size / BLOCK) * BLOCK;
      const refusal = unsafeName(name) ?? (FILES.has(type) || type === 'directory' ? undefined : notAFile(type ?? 'thing of an unknown kind')) ?? (size > limits.entryBytes ? tooLarge(size, limits.entryBytes) : undefined);
      const isPassedOver = refusal !== undefined || type === 'directory' || isHiddenEntry(name);
      const content = isPassedOver ? (entry.resume(), refusal) : await collect(entry as AsyncIterable<Uint8Array>);
      if (content) yield { name: readableName(name), content, modifiedAt: mtime && mtime.getTime() > 0 ? mtime.getTime() : undefined, end };
    }
    await feeding;
  } catch (error) {
    if (error instanceof ArchiveRefused || signal?.aborted) throw error;
    throw new ArchiveRefused('archive-damaged', `"${source.name}" is damaged or no tar file (${(error as Error).message}).`, { cause: error });
  } finally {
    parser.destroy();
  }
}

async function collect(entry: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of entry) parts.push(part);
  // A copy: the parts are views of large read buffers, which must not live as long as the image.
  return new Uint8Array(Buffer.concat(parts));
}

/** Writes the unpacked bytes from a place on into the parser, no faster than it takes them. */
async function feed(source: ByteSource, { from, meter, signal }: { from: number; meter: ArchiveMeter; signal?: AbortSignal }, parser: ReturnType<typeof extract>): Promise<void> {
  const isPacked = await isGzip(source);
  let packed = 0;
  const counted = async function* () {
    for await (const part of source.stream(isPacked ? 0 : from)) {
      packed += part.length;
      yield part;
    }
  };
  let skip = isPacked ? from : 0;
  for await (const part of isPacked ? gunzip(counted()) : counted()) {
    signal?.throwIfAborted();
    if (isPacked) meter.bytes(part.length, packed);
    const wanted = skip < part.length ? part.subarray(skip) : undefined;
    skip = Math.max(0, skip - part.length);
    if (wanted && !(await write(parser, wanted))) return;
  }
  parser.end(undefined);
}

/** @returns false when the parser wants no more */
function write(parser: ReturnType<typeof extract>, part: Uint8Array): Promise<boolean> {
  if (parser.destroyed) return Promise.resolve(false);
  if (parser.write(part)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const settle = (wantsMore: boolean) => () => {
      parser.removeListener('drain', onDrain);
      parser.removeListener('close', onClose);
      resolve(wantsMore);
    };
    const onDrain = settle(true);
    const onClose = settle(false);
    parser.on('drain', onDrain);
    parser.on('close', onClose);
  });
}

async function isGzip(source: ByteSource): Promise<boolean> {
  const [first, second] = await source.slice(0, 2);
  return first === 0x1f && second === 0x8b;
}

async function* gunzip(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Readable } = await import('node:stream');
  const input = Readable.from(packed);
  const unpacking = createGunzip({ chunkSize: 1 << 20 });
  input.on('error', (error) => unpacking.destroy(error));
  try {
    for await (const part of input.pipe(unpacking)) yield part as Uint8Array;
  } finally {
    input.destroy();
    unpacking.destroy();
  }
}
