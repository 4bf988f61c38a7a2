// Builds every app, or those named, into dist/apps/NAME: esbuild bundles for Node (packages stay outside), Vite for the web app.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { fingerprintSources, BUILD_STAMP } from './build-stamp.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const appsFolder = path.join(root, 'apps');
const out = path.join(root, 'dist', 'apps');

/** What esbuild makes of one app: main.js, one file for each worker, and the pieces they share, all in one folder. */
async function bundle(name) {
  const source = path.join(appsFolder, name, 'src');
  const workers = readdirSync(source).filter((file) => file.endsWith('.worker.ts'));
  await intoPlace(name, (outdir) =>
    build({
      entryPoints: ['main.ts', ...workers].map((file) => path.join(source, file)),
      outdir,
      bundle: true,
      splitting: true,
      chunkNames: 'piece-[hash]',
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      packages: 'external',
      sourcemap: true,
      sourcesContent: false,
      tsconfig: path.join(root, 'tsconfig.base.json'),
      logLevel: 'warning',
    }),
  );
}

async function buildWebApp(name) {
  const { build: viteBuild } = await import('vite');
  await intoPlace(name, (outDir) => viteBuild({ root: path.join(appsFolder, name), configFile: configOf(name), build: { outDir, emptyOutDir: true }, logLevel: 'warn' }));
}

const configOf = (name) => ['vite.config.ts', 'vite.config.mjs'].map((file) => path.join(appsFolder, name, file)).find(existsSync) ?? false;

/** Builds beside and then swaps, so that a program that starts meanwhile sees all of the old build or all of the new one. */
async function intoPlace(name, make) {
  const fresh = path.join(out, `.${name}-${process.pid}`);
  const target = path.join(out, name);
  await rm(fresh, { recursive: true, force: true });
  try {
    await make(fresh);
    await rm(target, { recursive: true, force: true });
    await rename(fresh, target);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Takes away what an earlier build left of apps that are gone. */
async function sweep(kept) {
  for (const name of readdirSync(out)) if (!kept.includes(name) && !name.startsWith('.')) await rm(path.join(out, name), { recursive: true });
}

const started = performance.now();
const apps = readdirSync(appsFolder).filter((name) => existsSync(path.join(appsFolder, name, 'src', 'main.ts')) || existsSync(path.join(appsFolder, name, 'index.html')));
const asked = process.argv.slice(2);
const stray = asked.find((name) => !apps.includes(name));
if (stray !== undefined) {
  console.error(`There is no app "${stray}". Apps are: ${apps.join(', ')}.`);
  process.exit(2);
}
const names = asked.length ? asked : apps;
const before = await fingerprintSources(root);
/** What a browser loads, as it is and compressed. */
function webSize() {
  const folder = path.join(out, 'web', 'assets');
  const files = readdirSync(folder).map((file) => readFileSync(path.join(folder, file)));
  const kilobytes = (sizes) => `${Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1000)} kB`;
  return `${kilobytes(files.map(({ length }) => length))}, ${kilobytes(files.map((bytes) => gzipSync(bytes).length))} compressed`;
}

await mkdir(out, { recursive: true });
const results = await Promise.allSettled(names.map((name) => (existsSync(path.join(appsFolder, name, 'index.html')) ? buildWebApp(name) : bundle(name))));
const failed = results.flatMap(({ status, reason }, i) => (status === 'rejected' ? [`${names[i]}: ${reason.message}`] : []));
if (names.includes('cli') && existsSync(path.join(out, 'cli', 'main.js'))) await chmod(path.join(out, 'cli', 'main.js'), 0o755);
if (failed.length) {
  console.error(`The build failed.\n${failed.join('\n')}`);
  process.exit(1);
}
if (!asked.length) {
  await sweep(names);
  await writeFile(path.join(root, BUILD_STAMP), before);
}
if (names.includes('web')) console.error(`The web app: ${webSize()}.`);
console.error(`Built ${names.join(', ')} in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
