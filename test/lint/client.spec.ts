import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('the web client is the one that the OpenAPI document makes', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  expect(execFileSync(process.execPath, ['scripts/run-ts.mjs', 'scripts/generate-client.ts', '--check'], { cwd: root, encoding: 'utf8' })).toContain('up to date');
}, 120_000);
