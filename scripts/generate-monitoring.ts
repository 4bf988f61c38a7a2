// Writes dashboards, alert and recording rules from dashboards/src and deploy/prometheus/src: `npm run dashboards`. `--check` only says whether they are up to date.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { monitoringFiles } from '../deploy/prometheus/src';

const files = monitoringFiles();
const stale: string[] = [];
for (const [file, text] of Object.entries(files)) {
  if ((await readFile(file, 'utf8').catch(() => '')) === text) continue;
  stale.push(file);
  if (process.argv.includes('--check')) continue;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
if (stale.length && process.argv.includes('--check')) {
  console.error(`${stale.join(', ')}: not what the sources make. Run: npm run dashboards`);
  process.exitCode = 1;
} else console.error(stale.length ? `Wrote ${stale.join(', ')}.` : 'Dashboards and rules are up to date.');
