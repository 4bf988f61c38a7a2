import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const lib = (path: string) => `${root}libs/${path}/src/index.ts`;

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@conceptwatch\/(core|adapters|platform|roles)\/([^/]+)$/, replacement: lib('$1/$2') },
      { find: /^@conceptwatch\/([^/]+)$/, replacement: lib('$1') },
    ],
  },
  test: {
    include: ['libs/**/*.spec.ts', 'apps/**/*.spec.{ts,tsx}', 'test/**/*.spec.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'test/perf/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Machines are slow and loaded: a condition is waited for, not timed.
    expect: { poll: { timeout: 30_000 } },
  },
});
