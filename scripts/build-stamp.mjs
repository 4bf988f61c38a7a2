// Tells whether the build is older than what it was made of. Plain Node: start.mjs uses it before anything is installed.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

export const BUILD_STAMP = path.join('dist', 'build-stamp');
const SOURCES = ['apps', 'libs', 'package.json', 'package-lock.json', 'tsconfig.base.json', 'scripts/build.mjs'];

/** A digest over names, sizes and times of change of everything that goes into the build. */
export async function fingerprintSources(root) {
  const digest = createHash('sha256');
  for (const source of SOURCES) await add(digest, path.join(root, source));
  return digest.digest('hex');
}

export async function isBuildFresh(root) {
  const stamp = path.join(root, BUILD_STAMP);
  if (!existsSync(stamp) || !existsSync(path.join(root, 'dist', 'apps', 'standalone', 'main.js'))) return false;
  return (await readFile(stamp, 'utf8')) === (await fingerprintSources(root));
}

async function add(digest, file) {
  const facts = await stat(file).catch(() => undefined);
  if (!facts) return;
  if (!facts.isDirectory()) {
    if (!/\.(spec\.tsx?|md)$/.test(file)) digest.update(`${file}\0${facts.size}\0${facts.mtimeMs}\n`);
    return;
  }
  const names = (await readdir(file)).filter((name) => name !== 'node_modules' && name !== 'dist');
  for (const name of names.sort()) await add(digest, path.join(file, name));
}
