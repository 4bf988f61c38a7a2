// Bundles dump-world.ts and runs it: `node training/dump-world.mjs --out DIR --count N [--seed S] [--size 64] [--artist A] [--clean P] [--shift snow=1]`.
import { mkdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outfile = `${root}tmp/dump-world-${process.pid}.mjs`;
mkdirSync(`${root}tmp`, { recursive: true });
await build({ entryPoints: [`${root}training/dump-world.ts`], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', tsconfig: `${root}tsconfig.base.json`, logLevel: 'error' });
await import(pathToFileURL(outfile).href);
