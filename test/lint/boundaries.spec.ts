import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const canary = path.join(root, 'test/lint/canary');
const LAYERS = '@nx/enforce-module-boundaries';
const PURE = '@typescript-eslint/no-restricted-imports';
const MACHINERY = 'no-restricted-imports';

/** Which rule has to report which file. */
const EXPECTED: Record<string, string[]> = {
  'apps/canary/src/imports-adapters.ts': [LAYERS],
  'apps/canary/src/imports-core.ts': [LAYERS],
  'apps/canary/src/imports-prometheus.ts': [MACHINERY],
  'apps/web/src/imports-ports.ts': [LAYERS],
  'libs/adapters/canary/src/imports-adapters.ts': [LAYERS],
  'libs/adapters/canary/src/imports-roles.ts': [LAYERS],
  'libs/composition/src/imports-testing.ts': [LAYERS],
  'libs/contracts/src/imports-core.ts': [LAYERS],
  'libs/core/canary/src/breaks-nothing.ts': [],
  'libs/core/canary/src/draws-by-chance.ts': ['no-restricted-properties'],
  'libs/core/canary/src/imports-node.ts': [PURE],
  'libs/core/canary/src/imports-package.ts': [PURE],
  'libs/core/canary/src/imports-past-the-index.ts': [LAYERS],
  'libs/core/canary/src/imports-ports.ts': [LAYERS, PURE],
  'libs/core/canary/src/reads-the-clock.ts': ['no-restricted-properties'],
  'libs/core/canary/src/reads-the-environment.ts': ['no-restricted-globals'],
  'libs/jobs/src/imports-adapters.ts': [LAYERS],
  'libs/jobs/src/imports-sharp.ts': [MACHINERY],
  'libs/platform/canary/src/imports-roles.ts': [LAYERS],
  'libs/ports/src/imports-adapters.ts': [LAYERS],
  'libs/roles/canary/src/imports-adapters.ts': [LAYERS],
  'libs/roles/canary/src/imports-kafka.ts': [MACHINERY],
  'libs/roles/canary/src/imports-roles.ts': [LAYERS],
  'libs/testing/src/imports-adapters.ts': [LAYERS],
  'libs/world/src/imports-jobs.ts': [LAYERS],
  'libs/world/src/imports-onnxruntime.ts': [MACHINERY],
};

interface Finding {
  filePath: string;
  messages: { ruleId: string | null; message: string }[];
}

const reported: Record<string, string[]> = {};

beforeAll(() => {
  const { stdout, stderr } = spawnSync(process.execPath, ['scripts/lint.mjs', '--no-ignore', '--format', 'json', 'test/lint/canary/**/*.ts'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  expect(stderr).toBe('');
  for (const { filePath, messages } of JSON.parse(stdout.slice(stdout.indexOf('['))) as Finding[])
    reported[path.relative(canary, filePath)] = [...new Set(messages.map(({ ruleId, message }) => ruleId ?? message))].sort();
}, 120_000);

describe('the boundaries between layers', () => {
  it('has an expectation for every canary', () => {
    const files = readdirSync(canary, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    expect(files.sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.entries(EXPECTED))('%s is reported by %j', (file, rules) => {
    expect(reported[file]).toEqual(rules);
  });
});
