import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

const CORE_ALLOWED = ['simple-statistics'];
const only = (sourceTag, ...targets) => ({
  sourceTag: `layer:${sourceTag}`,
  onlyDependOnLibsWithTags: targets.map((target) => `layer:${target}`),
});

/** Who may import whom. DESIGN: the first folder is the layer, so that a path tells what it may import. */
const depConstraints = [
  only('core', 'core'),
  only('contracts', 'contracts'),
  only('ports', 'contracts', 'core', 'ports'),
  only('adapters', 'ports', 'contracts', 'core', 'driver'),
  only('driver', 'ports'),
  only('platform', 'ports', 'contracts', 'platform'),
  only('roles', 'core', 'contracts', 'ports', 'platform'),
  only('jobs', 'core', 'contracts', 'ports', 'platform'),
  only('world', 'core', 'contracts', 'ports'),
  only('composition', 'core', 'contracts', 'ports', 'adapters', 'platform', 'roles', 'jobs', 'world'),
  only('apps', 'composition', 'platform', 'contracts', 'jobs'),
  only('web', 'contracts'),
  only('testing', 'core', 'contracts', 'ports'),
];

const MACHINERY = ['kafkajs', 'onnxruntime-node', 'sharp', 'prom-client', 'libsql', 'pg', 'kysely', '@xenova/transformers'];
/** The canary mirrors the tree: its files are held to the same rules. */
const tree = (...patterns) => patterns.map((pattern) => `{,test/lint/canary/}${pattern}`);
const ban = (patterns, message) => ({
  'no-restricted-imports': ['error', { patterns: [{ group: patterns, message }] }],
});

export default [
  { ignores: ['**/dist/**', '**/node_modules/**', '**/*.gen.ts', '**/generated/**', '.nx/**', 'tmp/**', 'test/lint/canary/**', 'training/**'] },
  { plugins: { '@nx': nx } },
  ...tseslint.configs.recommended.map((config) => ({ ...config, files: ['**/*.ts', '**/*.tsx'] })),
  {
    files: ['apps/**/*.{ts,tsx}', 'libs/**/*.ts', 'test/**/*.ts'],
    languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: tree('apps/**/*.{ts,tsx}', 'libs/**/*.ts'),
    ignores: ['**/*.spec.ts', '**/*.spec.tsx'],
    rules: { '@nx/enforce-module-boundaries': ['error', { enforceBuildableLibDependency: false, allow: [], depConstraints }] },
  },
  { files: ['apps/cli/**/*.ts', 'test/**/*.ts', 'scripts/**'], rules: { 'no-console': 'off' } },
  {
    files: tree('libs/core/**/*.ts'),
    ignores: ['**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ regex: `^(?!\\.|@conceptwatch/core/|(?:${CORE_ALLOWED.join('|')})$).+`, message: 'core is pure: numbers in, numbers out.' }] },
      ],
      'no-restricted-globals': ['error', 'process', 'Buffer', 'performance', 'setTimeout', 'setInterval', 'fetch'],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random' }, { object: 'Date', property: 'now' }],
    },
  },
  {
    files: tree('libs/roles/**/*.ts', 'libs/jobs/**/*.ts', 'libs/world/**/*.ts', 'libs/ports/**/*.ts', 'libs/contracts/**/*.ts', 'libs/composition/**/*.ts', 'apps/**/*.{ts,tsx}'),
    ignores: ['**/*.spec.ts'],
    rules: ban(MACHINERY, 'Only adapters and platform touch this package: use a port.'),
  },
];
