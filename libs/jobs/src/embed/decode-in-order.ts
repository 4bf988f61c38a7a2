import { open } from 'node:fs/promises';
import type { DecodedImage, ImageDecoder, PixelSpec, Refusal } from '@conceptwatch/ports';
import type { FolderFile } from './list-folder';

export interface Decoding {
  decoder: ImageDecoder;
  spec: PixelSpec;
  /** How many images are decoded at once. */
  inFlight: number;
}

export interface DecodedFile {
  file: FolderFile;
  outcome: DecodedImage | Refusal;
}

type Settled = { outcome: DecodedImage | Refusal } | { fault: unknown };

/** Decodes files several at a time and gives them back in the order in which they came. */
export async function* decodeInOrder(files: FolderFile[], decoding: Decoding, signal?: AbortSignal): AsyncGenerator<DecodedFile> {
  const started: { file: FolderFile; settled: Promise<Settled> }[] = [];
  let next = 0;
  while (next < files.length || started.length) {
    signal?.throwIfAborted();
    while (started.length < decoding.inFlight && next < files.length) {
      const file = files[next++];
      started.push({ file, settled: settle(decode(file, decoding)) });
    }
    const first = started.shift();
    if (!first) return;
    const settled = await first.settled;
    if ('fault' in settled) throw settled.fault;
    yield { file: first.file, outcome: settled.outcome };
  }
}

/** A later image's fault must not become an unhandled rejection while an earlier one is awaited. */
const settle = (work: Promise<DecodedImage | Refusal>): Promise<Settled> =>
  work.then((outcome) => ({ outcome })).catch((fault: unknown) => ({ fault }));

async function decode(file: FolderFile, { decoder, spec }: Decoding): Promise<DecodedImage | Refusal> {
  if (typeof file.path === 'string') return decoder.decode({ path: file.path }, spec);
  const bytes = await readCapped(file.path);
  return 'status' in bytes ? bytes : decoder.decode(bytes, spec);
}

const MOST_BYTES = 64 * 1024 * 1024;

/** Reads a file whose name is not valid UTF-8 and therefore cannot be given to the decoder as a path. */
async function readCapped(path: Buffer): Promise<Uint8Array | Refusal> {
  try {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      if (size > MOST_BYTES) return { status: 'refused', reason: 'too-many-bytes', detail: `The file has ${size} bytes; at most ${MOST_BYTES} are accepted.` };
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (fault) {
    return { status: 'refused', reason: 'unreadable', detail: `The file cannot be read (${(fault as NodeJS.ErrnoException).code ?? 'unknown error'}).` };
  }
}
