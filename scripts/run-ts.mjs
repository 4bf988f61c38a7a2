// Runs a TypeScript file of this repository: `node scripts/run-ts.mjs FILE [arguments]`. Bundles it with the path names of tsconfig.base.json.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const [entry, ...rest] = process.argv.slice(2);
if (!entry) {
  console.error('Which file? node scripts/run-ts.mjs FILE [arguments]');
  process.exit(2);
}
const outfile = `${root}tmp/run-ts/${path.basename(entry, '.ts')}-${process.pid}.mjs`;
mkdirSync(path.dirname(outfile), { recursive: true });
await build({ entryPoints: [path.resolve(entry)], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', tsconfig: `${root}tsconfig.base.json`, sourcemap: 'inline', logLevel: 'error' });
process.argv = [process.argv[0], path.resolve(entry), ...rest];
try {
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(outfile, { force: true });
}
