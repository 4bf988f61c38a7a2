import type { Refusal } from '@conceptwatch/ports';

const unsafe = (detail: string): Refusal => ({ status: 'refused', reason: 'unsafe-entry', detail });

/**
 * What is wrong with an entry's name. Names are never used as paths here; an archive with such names was made to
 * harm whoever unpacks it, and its images are not to be trusted either.
 */
export function unsafeName(name: string): Refusal | undefined {
  if (name === '' || name.includes('\0')) return unsafe('The name of this entry is empty or holds a NUL character.');
  if (/^[/\\]|^[a-z]:/i.test(name)) return unsafe('The name of this entry is an absolute path.');
  if (name.split(/[/\\]/).includes('..')) return unsafe('The name of this entry leads out of the archive ("..").');
  return undefined;
}

/** What an entry of another kind than a file is refused with. */
export const notAFile = (kind: string): Refusal => unsafe(`This entry is a ${kind}, and only plain files are read.`);

/** A name for people and tables: bounded, without characters that move a cursor. */
export const readableName = (name: string): string => [...name.slice(0, 1024)].map((c) => (c < ' ' || c === '\u007f' ? '\ufffd' : c)).join('');

const IMAGE = /\.(jpe?g|png|webp|gif|bmp|tiff?|avif|heic|ppm|pgm)$/i;
const SIDECAR = /\.(jsonl?|txt|text|cls\d*|id|index|npy|npz|pyd|pickle|pth|pt|csv|tsv|xml|ya?ml|md|mp|msg|inp|transcript|caption|parquet)$/i;

/** Whether an entry is a label or a note rather than an image that failed. */
export const isSidecarEntry = (name: string): boolean => SIDECAR.test(name);
export const isImageEntry = (name: string): boolean => IMAGE.test(name);

/** Hidden files, and what macOS puts beside every file of an archive. */
export const isHiddenEntry = (name: string): boolean => name.split('/').some((part) => part.startsWith('.') && part !== '.' && part !== '..') || name.startsWith('__MACOSX/');
