// Lints what is named, or the whole tree. Makes the project graph first: without one the boundary rule skips itself and says fine.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createProjectGraphAsync } from '@nx/devkit';

process.env.NX_DAEMON = 'false';
await createProjectGraphAsync({ exitOnError: true });
const eslint = path.join(path.dirname(createRequire(import.meta.url).resolve('eslint/package.json')), 'bin', 'eslint.js');
const args = process.argv.slice(2);
const { status } = spawnSync(process.execPath, ['--max-old-space-size=6144', eslint, '--max-warnings', '0', ...(args.length ? args : ['.'])], { stdio: 'inherit' });
process.exit(status ?? 1);
