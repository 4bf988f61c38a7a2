import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds models/, banks/ and package.json: found upwards from this file, in the sources and in the build alike. */
export function productRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'banks', 'default.yaml'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('The files of conceptwatch (banks/default.yaml) are not above its program: the installation is incomplete.');
    folder = parent;
  }
  return folder;
}
