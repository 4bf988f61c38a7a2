// What a fresh clone needs before anything runs: packages and a build. Plain Node, no packages.
import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuildFresh } from './build-stamp.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
const PROGRESS_MS = 3000;

/** Installs what package-lock.json names, once. Does nothing when node_modules already holds it. */
export async function install() {
  if (await isInstalled()) return;
  const wanted = await requiredPackages();
  console.error(`Installing ${wanted.length} packages (once)…`);
  let shown = 0;
  const ticks = setInterval(async () => {
    const count = await countInstalled();
    if (count !== shown) console.error(`  ${count} of ${wanted.length} packages`);
    shown = count;
  }, PROGRESS_MS);
  try {
    await run(...npm('ci', '--no-audit', '--no-fund', '--loglevel=error'), { ONNXRUNTIME_NODE_INSTALL: 'skip' });
  } finally {
    clearInterval(ticks);
  }
}

/** Builds when a source is newer than the build. */
export async function build() {
  if (!(await isBuildFresh(root))) await run(process.execPath, [path.join(root, 'scripts', 'build.mjs')]);
}

/** Runs a program in the root of the repository. Ends this process with the program's exit code when it fails. */
export async function run(command, args, environment = {}) {
  const { code, signal } = await attempt(command, args, { environment });
  if (code === 0) return;
  console.error(`"${[path.basename(command), ...args].join(' ')}" failed${signal ? ` (${signal})` : ''}.`);
  process.exit(signal ? 130 : code);
}

export function attempt(command, args, { environment = {} } = {}) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...environment }, shell: command === 'npm' && process.platform === 'win32' });
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}.`);
      resolve({ code: 1, signal: null });
    });
    child.on('close', (code, signal) => resolve({ code: code ?? 1, signal }));
  });
}

/** The npm that started us, or the one on PATH. */
export function npm(...args) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('npm-cli.js') ? [process.execPath, [cli, ...args]] : ['npm', args];
}

/** Compares the lock file with the one that npm leaves in node_modules after an install that went through. */
async function isInstalled() {
  const [wanted, present] = [await requiredPackages(), await packagesOf(path.join('node_modules', '.package-lock.json'))];
  return present !== undefined && wanted.every(([name, version]) => present[name]?.version === version);
}

async function requiredPackages() {
  const packages = await packagesOf('package-lock.json');
  if (!packages) throw new Error('package-lock.json is missing: this is not a whole copy of conceptwatch.');
  return Object.entries(packages).flatMap(([name, { version, optional }]) => (name && !optional ? [[name, version]] : []));
}

async function packagesOf(file) {
  const text = await readFile(path.join(root, file), 'utf8').catch(() => undefined);
  return text && JSON.parse(text).packages;
}

async function countInstalled() {
  const folder = path.join(root, 'node_modules');
  const names = await readdir(folder).catch(() => []);
  const scoped = await Promise.all(names.filter((name) => name.startsWith('@')).map((scope) => readdir(path.join(folder, scope)).catch(() => [])));
  return names.filter((name) => !/^[@.]/.test(name)).length + scoped.flat().length;
}
