// Lints the whole tree. Run through `npm run lint` (nx), so that the boundary rule has a project graph.
import { spawnSync } from 'node:child_process';

const result = spawnSync('npx', ['eslint', '--max-warnings', '0', ...(process.argv.slice(2).length ? process.argv.slice(2) : ['.'])], {
  stdio: 'inherit',
  env: { ...process.env, NODE_OPTIONS: '--max-old-space-size=6144' },
});
process.exit(result.status ?? 1);
