// `npm test`: sets up a fresh clone, then runs every check that the machine can run. Ends with what was skipped and why, and the count.
import './require-node.mjs';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { build, install, root } from './set-up.mjs';
import { Tally } from './test-tally.mjs';

const requiresAll = process.env.CONCEPTWATCH_REQUIRE_ALL === '1';
const node = process.execPath;
const bin = (...parts) => path.join(root, 'node_modules', ...parts);
const tsc = (project) => [node, [bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', project]];
/** What drives whole programs, servers or browsers runs one file at a time, after the rest. */
const WHOLE_PROGRAMS = ['api', 'e2e', 'browser', 'faults', 'install', 'alerts', 'deploy', 'kafka', 'backfill'].filter((name) => existsSync(path.join(root, 'test', name)));
const OTHERS = ['libs', 'apps', ...readdirSync(path.join(root, 'test'), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() && !WHOLE_PROGRAMS.includes(entry.name) && entry.name !== 'perf' ? [`test/${entry.name}`] : []))];

await install();
await build();
const tally = new Tally();
await tally.step('lint and layer boundaries', node, [bin('nx', 'dist', 'bin', 'nx.js'), 'run', 'conceptwatch:lint']);
await tally.step('types', ...tsc('tsconfig.json'));
if (existsSync(path.join(root, 'apps/web/tsconfig.json'))) await tally.step('types of the web app', ...tsc('apps/web/tsconfig.json'));
await tally.specs('specs', OTHERS.map((name) => `${name}/`));
if (WHOLE_PROGRAMS.length) await tally.specs('whole programs', WHOLE_PROGRAMS.map((name) => `test/${name}/`), ['--no-file-parallelism']);
for (const version of ['20', '24']) {
  const name = `npm ci from an empty folder under Node ${version}`;
  if (requiresAll) await tally.step(name, node, ['test/install/clean-install.mjs', version]);
  else tally.skip(name, 'downloads everything again, which takes minutes; .ci/run does it');
}
tally.close({ requiresAll });
