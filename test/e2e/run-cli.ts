import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = `${repositoryRoot}dist/apps/cli/main.js`;

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
  milliseconds: number;
}

/** Runs the built command line as a user would, in `cwd`, and gives everything it said. */
export async function runCli(args: string[], options: { cwd?: string; env?: Record<string, string> } = {}): Promise<CliResult> {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run "npm run build" first.`);
  const started = performance.now();
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: options.cwd ?? repositoryRoot, env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const collected = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (collected.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (collected.stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  return { code, ...collected, milliseconds: performance.now() - started };
}
