// Bundles dump-sprites.ts and runs it: `node training/dump-sprites.mjs OUT_DIR`.
import { mkdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outfile = `${root}tmp/dump-sprites-${process.pid}.mjs`;
mkdirSync(`${root}tmp`, { recursive: true });
await build({ entryPoints: [`${root}training/dump-sprites.ts`], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', tsconfig: `${root}tsconfig.base.json`, logLevel: 'error' });
await import(pathToFileURL(outfile).href);
