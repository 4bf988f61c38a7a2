// `npm run docs:reliability`: writes docs/RELIABILITY.md from the table of faults and what their tests have measured; `--check` compares.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { FAULTS } from '../test/faults/fault-table';

interface Result {
  row: number;
  case: string;
  form: 'short' | 'long';
  measured: string;
  figures: Record<string, number | string>;
}

const root = process.cwd();
const folder = path.join(root, 'test/faults/results');
const results = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Result);

const UNITS: [RegExp, string][] = [
  [/_s$/, 's'],
  [/_mb$/, 'MB'],
];

function figure([name, value]: [string, number | string]): string {
  const unit = UNITS.find(([pattern]) => pattern.test(name));
  const words = name.replace(unit?.[0] ?? /$^/, '').replaceAll('_', ' ');
  return `${words} ${typeof value === 'number' ? value.toLocaleString('en-GB', { maximumFractionDigits: 3 }) : value}${unit ? ` ${unit[1]}` : ''}`;
}

const measuredOf = (row: number): string => {
  const mine = results.filter((result) => result.row === row);
  if (mine.length === 0) return 'no figures kept';
  return mine.map(({ case: name, form, measured, figures }) => `*${name}*${form === 'long' ? ', long form' : ''} (${measured}): ${Object.entries(figures).map(figure).join(', ')}`).join('<br>');
};

const lines = FAULTS.map(({ row, fault, holds, tests, note }) => `| ${row} | ${fault} | ${holds} | ${tests.length ? tests.map((file) => `[${path.basename(file, '.spec.ts')}](../${file})`).join(', ') : '**not tested**'} | ${[tests.length ? measuredOf(row) : '', note ?? ''].filter(Boolean).join('<br>')} |`);
const untested = FAULTS.filter(({ tests }) => tests.length === 0).map(({ row }) => row);
const page = `# Reliability

Made by \`npm run docs:reliability\` from [test/faults/fault-table.ts](../test/faults/fault-table.ts) and what the tests have measured ([test/faults/results](../test/faults/results)); a test compares.

The promise: at least once from end to end, nothing lost that was answered for; exactly once in its effect. Every record may be delivered again, and every stage drops what it has already counted: the drift state and the offset that it includes are one atomic checkpoint, everything else is written by an id that does not depend on how often. Kafka transactions are not used, so the trap "one transactional producer per partition" does not arise; every produced record has a key or a partition, which the types of the port demand, because a producer that tries a keyless record again can lose it.

Figures come from a machine of two cores that does other work beside: they are floors, not promises. "Repeated in log" are records that a stage wrote again after a crash; "counted twice" are those that reached a state twice. CI runs the short form of each test; \`FAULTS_LONG=1 FAULTS_RECORD=1 npx vitest run test/faults\` the long one, and keeps the figures. A row without figures is checked by its test all the same.

| # | fault | what must hold | tests | measured |
| --- | --- | --- | --- | --- |
${lines.join('\n')}

${untested.length ? `Not tested: rows ${untested.join(', ')}. Nothing is promised for them.` : 'Every row has a test.'}
`;

const file = path.join(root, 'docs/RELIABILITY.md');
if (process.argv.includes('--check')) {
  const upToDate = readFileSync(file, 'utf8') === page;
  process.stderr.write(upToDate ? 'docs/RELIABILITY.md is up to date.\n' : 'docs/RELIABILITY.md is old: run "npm run docs:reliability".\n');
  process.exitCode = upToDate ? 0 : 1;
} else {
  writeFileSync(file, page);
  process.stderr.write('Wrote docs/RELIABILITY.md.\n');
}
