import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { FAULTS } from '../faults/fault-table';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('docs/RELIABILITY.md says what the table of faults and the kept results say', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/run-ts.mjs', 'scripts/generate-reliability.ts', '--check'], { cwd: root, encoding: 'utf8' });
  expect({ status, stderr: stderr.trim() }).toEqual({ status: 0, stderr: 'docs/RELIABILITY.md is up to date.' });
}, 60_000);

it('every row of the table names tests that exist and that name the row', () => {
  expect(FAULTS.map(({ row }) => row)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  for (const { row, tests, note } of FAULTS) {
    if (tests.length === 0) expect(note, `row ${row}`).toBeTruthy();
    for (const file of tests) expect(existsSync(`${root}${file}`), file).toBe(true);
    const own = tests.filter((file) => /^test\/faults\/(kafka|roles|services)\//.test(file));
    for (const file of own) expect(readFileSync(`${root}${file}`, 'utf8'), `${file} for row ${row}`).toContain(`row ${row}:`);
  }
});
