import { rename, writeFile } from 'node:fs/promises';

/** Writes a file whole or not at all, also when the process dies in between. */
export async function replaceFile(file: string, content: Uint8Array | string): Promise<void> {
  const draft = `${file}.draft`;
  await writeFile(draft, content);
  await rename(draft, file);
}
