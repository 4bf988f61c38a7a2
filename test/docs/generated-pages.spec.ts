import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('docs/CONFIG.md and docs/METRICS.md say what the code says', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ['scripts/generate-docs.mjs', '--check'], { cwd: root, encoding: 'utf8' });
  expect({ status, stderr: stderr.trim() }).toEqual({ status: 0, stderr: 'The generated pages are up to date.' });
}, 60_000);
