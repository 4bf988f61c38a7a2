import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RefusedInput } from '../refused-input';

/** What a picture shows, as a line of truth.jsonl without its file. */
export interface DrawnTruth {
  seed: number;
  index: number;
  objects: string[];
  background: string;
  time: string;
  weather: string;
  quality: string[];
  artist: string;
  caption: string;
}

/** Draws one picture of a world; compositions connect it with the picture-book world. */
export interface PictureMaker {
  picture(index: number): Promise<{ bytes: Uint8Array; truth: DrawnTruth }>;
}

export interface RenderSlice {
  out: string;
  /** Which pictures; every index of a render belongs to one slice. */
  indices: readonly number[];
  /** Number of the slice, for its part of the truth. */
  part: number;
  extension: 'jpg' | 'png' | 'webp';
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

const TRUTH = 'truth.jsonl';
const AT_ONCE = 8;

const partOf = (part: number): string => `.truth-${part}.jsonl`;

/**
 * Makes a folder ready for a render: creates it, and removes what an earlier render listed in its truth.jsonl, so that
 * pictures and truth always belong together. Other files stay.
 *
 * @throws RefusedInput when the folder cannot be written to
 */
export async function prepareRender(out: string): Promise<void> {
  try {
    await mkdir(out, { recursive: true });
    const earlier = await readFile(path.join(out, TRUTH), 'utf8').catch(() => '');
    for (const line of earlier.split('\n').filter(Boolean)) await rm(path.join(out, path.basename((JSON.parse(line) as { file: string }).file)), { force: true });
    await writeFile(path.join(out, TRUTH), '');
  } catch (cause) {
    throw new RefusedInput('option-invalid', `The folder "${out}" cannot be written to (${(cause as NodeJS.ErrnoException).code ?? (cause as Error).message}). Choose another place for --out.`, { cause });
  }
}

/** Draws the pictures of one slice, several at a time, and leaves their truth in a hidden part file for joinTruth. */
export async function renderSlice(maker: PictureMaker, slice: RenderSlice): Promise<void> {
  const { out, indices, part, extension, signal } = slice;
  const lines: string[] = [];
  for (let start = 0; start < indices.length; start += AT_ONCE) {
    signal?.throwIfAborted();
    lines.push(...(await Promise.all(indices.slice(start, start + AT_ONCE).map((index) => renderOne(maker, index, { out, extension })))));
    slice.onProgress?.(lines.length, indices.length);
  }
  await writeFile(path.join(out, partOf(part)), lines.join('\n'));
}

async function renderOne(maker: PictureMaker, index: number, { out, extension }: { out: string; extension: string }): Promise<string> {
  const { bytes, truth } = await maker.picture(index);
  const file = `${String(index).padStart(6, '0')}.${extension}`;
  await writeFile(path.join(out, file), bytes);
  return JSON.stringify({ file, ...truth });
}

/** Puts the truths of the slices together, in the order of their file names. @param parts how many slices there were */
export async function joinTruth(out: string, parts: number): Promise<void> {
  const files = Array.from({ length: parts }, (_, part) => path.join(out, partOf(part)));
  const lines = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).flatMap((text) => text.split('\n')).filter(Boolean);
  await writeFile(path.join(out, TRUTH), `${lines.sort().join('\n')}\n`);
  for (const file of files) await rm(file);
}
