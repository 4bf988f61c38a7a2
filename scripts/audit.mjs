// `npm run audit:policy`: asks the registry about known vulnerabilities of what is shipped, and fails on those that are high or critical
// and not excepted in scripts/audit-policy.mjs. Exit code 2: the registry did not answer, so nothing is known.
// `--report FILE` judges what "npm audit --json" said elsewhere.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findSerious } from './audit-policy.mjs';
import { npm, root } from './set-up.mjs';

const [option, file] = process.argv.slice(2);
const report = parse(option === '--report' ? readFileSync(file, 'utf8') : ask());
if (!report?.vulnerabilities) {
  console.error(`The registry did not say what it knows (${report?.message ?? 'no answer'}): nothing was checked.`);
  process.exit(2);
}
const serious = findSerious(report, { today: new Date().toISOString().slice(0, 10) });
for (const { advisory, package: name, severity, title } of serious) console.error(`${severity}: ${name}: ${title} (${advisory})`);
console.error(serious.length ? `${serious.length} to act upon.` : 'Nothing high or critical is known.');
process.exitCode = serious.length ? 1 : 0;

function ask() {
  const [command, args] = npm('audit', '--json', '--omit=dev');
  return spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 }).stdout;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
