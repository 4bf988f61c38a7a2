// Writes docs/CONFIG.md and docs/METRICS.md from the schemas and declarations in the code. `--check` only says whether they are up to date.
import { readdirSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const declarations = readdirSync(path.join(root, 'libs'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.metrics.ts')).sort();

/** Bundles the TypeScript that declares settings and metrics, and loads it. */
async function loadDeclarations() {
  const contents = [
    "export { serviceConfiguration } from '@conceptwatch/composition';",
    ...declarations.map((file, i) => `export * as metrics${i} from './libs/${file.replaceAll(path.sep, '/')}';`),
  ].join('\n');
  const outfile = path.join(root, 'tmp', `declarations-${process.pid}.mjs`);
  await mkdir(path.dirname(outfile), { recursive: true });
  try {
    await build({ stdin: { contents, resolveDir: root, loader: 'ts' }, outfile, bundle: true, format: 'esm', platform: 'node', packages: 'external', tsconfig: path.join(root, 'tsconfig.base.json'), logLevel: 'warning' });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(outfile, { force: true });
  }
}

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head, rows) => [`| ${head.join(' | ')} |`, `| ${head.map(() => '---').join(' | ')} |`, ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`)].join('\n');
const code = (text) => `\`${text}\``;
const NOTE = 'Made by `node scripts/generate-docs.mjs` from the code; a test compares.';

function configPage(settings) {
  const parts = [...new Set(settings.map(({ path: name }) => name.split('.')[0]))];
  const row = (setting) => [
    code(setting.path),
    `${setting.description}${setting.isSecret ? ' Secret: never printed.' : ''}`,
    `${setting.type}${setting.unit ? `, ${setting.unit}` : ''}`,
    setting.default === undefined ? 'not set' : code(JSON.stringify(setting.default)),
    code(setting.environment),
  ];
  return [
    '# Configuration',
    NOTE,
    'A setting is taken from the command line (`--part.key VALUE`), else from the environment, else from the file named by `--config` or `CONCEPTWATCH_CONFIG` (YAML or JSON, `part: { key: value }`), else its default holds. Names that do not exist and values that do not fit stop the start, and the message names all of them. `conceptwatch verify-config` checks, `conceptwatch print-config` shows what holds and where it was written. Lists are comma-separated or JSON.',
    ...parts.flatMap((part) => [`## ${part}`, table(['Setting', 'What it is', 'Values', 'Default', 'Environment'], settings.filter(({ path: name }) => name.startsWith(`${part}.`)).map(row))]),
  ].join('\n\n');
}

function metricsPage(groups) {
  const row = ({ name, kind, help, labels = [], buckets }) => [code(name), kind, labels.map(code).join(', ') || '–', `${help}${buckets ? ` Buckets: ${buckets.join(', ')}.` : ''}`];
  return [
    '# Metrics',
    NOTE,
    'Served at `/metrics` on the port `observability.port` (9464). Base units throughout: seconds, bytes, ratios from 0 to 1. A value that is not known is absent, never 0. Series with labels are capped by `observability.seriesMax`; what does not fit is counted. Beside these there are the standard `process_*` and `nodejs_*` metrics.',
    ...groups.flatMap(({ name, specs }) => [`## ${name}`, table(['Metric', 'Kind', 'Labels', 'Meaning'], specs.map(row))]),
  ].join('\n\n');
}

function groupsOf(loaded) {
  return declarations.map((file, i) => ({
    name: path.basename(file, '.metrics.ts'),
    specs: Object.values(loaded[`metrics${i}`]).flatMap((declared) => (Array.isArray(declared) ? declared : Object.values(declared))),
  }));
}

const loaded = await loadDeclarations();
const pages = {
  'docs/CONFIG.md': `${configPage(loaded.serviceConfiguration().describe())}\n`,
  'docs/METRICS.md': `${metricsPage(groupsOf(loaded))}\n`,
};
const stale = [];
for (const [file, text] of Object.entries(pages)) {
  if ((await readFile(path.join(root, file), 'utf8').catch(() => '')) === text) continue;
  stale.push(file);
  if (!process.argv.includes('--check')) await writeFile(path.join(root, file), text);
}
if (stale.length && process.argv.includes('--check')) {
  console.error(`${stale.join(' and ')} no longer say what the code says. Run: node scripts/generate-docs.mjs`);
  process.exit(1);
}
console.error(stale.length ? `Wrote ${stale.join(' and ')}.` : 'The generated pages are up to date.');
