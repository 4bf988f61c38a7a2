import { readTruth } from '../zero-shot/truth-file';

/** The classes that a folder of images names: those of the folders in it; where all lie in one, the backgrounds of truth.jsonl. */
export async function classesOfFolder(folder: string, files: readonly string[]): Promise<string[]> {
  const folders = new Set(files.flatMap((file) => (file.includes('/') ? [file.split('/').at(-2) as string] : [])));
  if (folders.size >= 2) return [...folders].sort();
  const backgrounds = [...(await readTruth(folder)).values()].flatMap(({ background }) => (typeof background === 'string' ? [background] : []));
  return [...new Set(backgrounds)].sort();
}
