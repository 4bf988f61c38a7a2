import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { ArchiveRefused } from '@conceptwatch/ports';

/** Bytes that can be read from any place on: a file, an object in a bucket. */
export interface ByteSource {
  /** For people. */
  readonly name: string;
  readonly size: number;
  /** Changes when the bytes do. */
  readonly version: string;
  stream(from?: number): AsyncIterable<Uint8Array>;
  /** @param to exclusive */
  slice(from: number, to: number): Promise<Uint8Array>;
}

const STREAM_BYTES = 1 << 20;

/** @throws ArchiveRefused when there is no such file */
export async function fileBytes(file: string): Promise<ByteSource> {
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    throw new ArchiveRefused('archive-unreadable', `"${file}" cannot be read (${cause.code}). Check the path; it is taken relative to ${process.cwd()}.`, { cause });
  });
  if (!found.isFile()) throw new ArchiveRefused('archive-unreadable', `"${file}" is no file.`);
  return {
    name: path.basename(file),
    size: found.size,
    version: `${found.size} ${found.mtimeMs}`,
    stream: (from = 0) => createReadStream(file, { start: from, highWaterMark: STREAM_BYTES }),
    slice: async (from, to) => {
      const handle = await open(file);
      try {
        const bytes = Buffer.allocUnsafeSlow(Math.max(0, to - from));
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
        return new Uint8Array(bytes.buffer, 0, bytesRead);
      } finally {
        await handle.close();
      }
    },
  };
}
