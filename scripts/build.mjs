// Builds every app: `npm run build`. TypeScript by esbuild into dist/apps/NAME, the web app by Vite into dist/apps/web.
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

const entryPoints = {};
for (const app of readdirSync('apps')) {
  const sources = join('apps', app, 'src');
  if (app === 'web' || !existsSync(join(sources, 'main.ts'))) continue;
  entryPoints[`${app}/main`] = join(sources, 'main.ts');
  for (const file of readdirSync(sources)) if (file.endsWith('.worker.ts')) entryPoints[`${app}/${file.slice(0, -3)}`] = join(sources, file);
}

rmSync('dist/apps', { recursive: true, force: true });
await build({
  entryPoints,
  outdir: 'dist/apps',
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  tsconfig: 'tsconfig.base.json',
  logLevel: 'warning',
});

if (existsSync('apps/web/vite.config.ts')) {
  const { build: buildWeb } = await import('vite');
  await buildWeb({ configFile: 'apps/web/vite.config.ts', logLevel: 'warn' });
}

// `npx conceptwatch` inside the repository.
const command = 'dist/apps/cli/main.js';
if (existsSync(command)) {
  chmodSync(command, 0o755);
  mkdirSync('node_modules/.bin', { recursive: true });
  const link = 'node_modules/.bin/conceptwatch';
  rmSync(link, { force: true });
  symlinkSync(join('..', '..', command), link);
}
