import { existsSync, realpathSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import picomatch from 'picomatch';

/** Which files below which folder a path or glob means. Hidden files and folders never belong to it. */
export interface FileSelection {
  /** Absolute, symbolic links resolved. */
  root: string;
  /** Whether folders within the root can hold files of the selection. */
  isDeep: boolean;
  /** @param path absolute, below the root */
  includes(path: string): boolean;
}

/** @throws when the folder does not exist; the message says what to check. */
export function selectFiles(pathOrGlob: string): FileSelection {
  if (existsSync(pathOrGlob)) return folder(pathOrGlob);
  const { base, glob, isGlob } = picomatch.scan(pathOrGlob);
  if (!isGlob) throw new Error(`${pathOrGlob} does not exist: give a folder, a file or a glob such as "photos/**/*.jpg"`);
  const { root } = folder(base || '.');
  const matches = picomatch(glob);
  return { root, isDeep: glob.includes('/'), includes: (path) => isVisible(root, path) && matches(posix(relative(root, path))) };
}

function folder(path: string): FileSelection {
  if (!existsSync(path)) throw new Error(`${path} does not exist: check the spelling or create the folder first`);
  const absolute = realpathSync(resolve(path));
  if (statSync(absolute).isDirectory()) return { root: absolute, isDeep: true, includes: (file) => isVisible(absolute, file) };
  const root = resolve(absolute, '..');
  return { root, isDeep: false, includes: (file) => file === absolute };
}

const posix = (path: string): string => path.split(sep).join('/');

const isVisible = (root: string, path: string): boolean => !posix(relative(root, path)).split('/').some((part) => part.startsWith('.'));
