// Proves from an empty folder that `npm ci` works on a bare Node with the ordinary registry alone, prints no error, and gives a command line
// and a service that run. Usage: node test/install/clean-install.mjs 20|24
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The oldest Node 20 that we promise and the newest Node 24, each with the npm that its distribution carries. */
const VERSIONS = { 20: { node: '20.19.0', npm: '10' }, 24: { node: '24', npm: '11' } };
const repository = fileURLToPath(new URL('../..', import.meta.url));
const wanted = VERSIONS[process.argv[2]];
if (!wanted) fail(`usage: clean-install.mjs ${Object.keys(VERSIONS).join('|')}`);

const folder = mkdtempSync(path.join(tmpdir(), 'clean-install-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
/** Nothing of the npm that started this, and nothing of what this machine has set for onnxruntime. */
const bare = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|ONNXRUNTIME|NODE_(OPTIONS|ENV|PATH)$)/i.test(name)));

const tools = path.join(folder, 'tools');
mkdirSync(tools);
const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
must('npm', ['install', '--prefix', tools, '--no-audit', '--no-fund', '--ignore-scripts', `npm@${wanted.npm}`, `${nodePackage}@${wanted.node}`], { cwd: tools });
const node = path.join(tools, 'node_modules', nodePackage, 'bin', 'node');
const npmCli = path.join(tools, 'node_modules', 'npm', 'bin', 'npm-cli.js');
const environment = { ...bare, PATH: `${path.dirname(node)}${path.delimiter}${bare.PATH}` };

const clone = path.join(folder, 'conceptwatch');
mkdirSync(clone);
must('git', ['clone', '--quiet', '--no-hardlinks', repository, clone], { cwd: folder });
const versions = must(node, ['--version'], { cwd: clone, env: environment }) + must(node, [npmCli, '--version'], { cwd: clone, env: environment });
console.log(`Node and npm: ${versions.replaceAll('\n', ' ')}`);

const started = performance.now();
const installed = must(node, [npmCli, 'ci'], { cwd: clone, env: environment });
if (/npm err(or|!)/i.test(installed)) fail(`npm ci printed an error:\n${installed}`);
console.log(`npm ci: ${((performance.now() - started) / 1000).toFixed(0)} s, no error`);
if (existsSync(path.join(clone, 'dist'))) fail('the repository holds a build');
must(node, [npmCli, 'run', 'build'], { cwd: clone, env: environment });
const help = must(node, [path.join(path.dirname(npmCli), 'npx-cli.js'), 'conceptwatch', '--help'], { cwd: clone, env: environment });
if (!help.includes('Usage: conceptwatch')) fail(`npx conceptwatch --help said:\n${help}`);
must(node, [path.join('dist', 'apps', 'cli', 'main.js'), 'compare', '--help'], { cwd: clone, env: environment });
console.log('build, npx conceptwatch --help: fine');
await startAndStop();
console.log('the service starts, and ends in order: fine');

/** Runs what `npm start` runs until it has printed its addresses, and ends it as Ctrl-C does. */
async function startAndStop() {
  const ports = { CONCEPTWATCH_HTTP_PORT: '0', CONCEPTWATCH_OBSERVABILITY_PORT: '0' };
  const child = spawn(node, ['scripts/start.mjs'], { cwd: clone, env: { ...environment, ...ports }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let isAsked = false;
  const listen = (text) => {
    said += text;
    if (isAsked || !said.includes('Ctrl-C ends it')) return;
    isAsked = true;
    child.kill('SIGINT');
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const patience = setTimeout(() => child.kill('SIGKILL'), 120_000);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(patience);
  if (code !== 0) fail(`the service ended with ${code}:\n${said}`);
}

/** Runs a command to its end; its failure is ours. @returns what it said on both streams */
function must(command, args, options) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26, ...options, env: options.env ?? bare });
  if (status !== 0) fail(`"${[path.basename(command), ...args].join(' ')}" failed with ${status ?? error?.message}:\n${stdout}${stderr}`);
  return stdout + stderr;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
