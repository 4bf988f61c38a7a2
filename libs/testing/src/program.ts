import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';

const REPOSITORY = join(import.meta.dirname, '../../..');

/**
 * Bundles a TypeScript program for tests that need it as a process of its own. Packages stay outside the bundle.
 *
 * @param entry absolute path
 * @returns the path of a JavaScript file that Node runs
 */
export async function bundleProgram(entry: string): Promise<string> {
  const directory = join(REPOSITORY, 'tmp', 'programs');
  mkdirSync(directory, { recursive: true });
  const outfile = join(directory, `${entry.slice(REPOSITORY.length + 1).replace(/[^a-z0-9]+/gi, '-')}-${process.pid}.mjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    tsconfig: join(REPOSITORY, 'tsconfig.base.json'),
    plugins: [{ name: 'packages-stay-outside', setup: (setup) => setup.onResolve({ filter: /^[^./]/ }, ({ path }) => (path.startsWith('@conceptwatch/') ? undefined : { path, external: true })) }],
  });
  return outfile;
}

/** A child process that reports line by line. */
export class RunningProgram {
  readonly lines: string[] = [];
  private readonly listeners = new Set<() => void>();
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  private errors = '';

  constructor(
    private readonly child: ChildProcess,
    private readonly patienceMs = 60_000,
  ) {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      this.lines.push(line);
      for (const listener of this.listeners) listener();
    });
    child.stderr!.on('data', (part: Buffer) => (this.errors += part.toString()));
    this.exited = once(child, 'close').then(([code, signal]) => {
      for (const listener of this.listeners) listener();
      return { code: code as number | null, signal: signal as string | null };
    });
  }

  static start(program: string, args: string[], environment: NodeJS.ProcessEnv = {}): RunningProgram {
    return new RunningProgram(spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } }));
  }

  /** Resolves as soon as the lines so far fulfil the condition. @throws when the program ends first or it takes too long */
  until(condition: (lines: string[]) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (done: () => void) => {
        clearTimeout(timer);
        this.listeners.delete(check);
        done();
      };
      const check = () => {
        if (condition(this.lines)) settle(resolve);
        else if (this.child.exitCode !== null || this.child.signalCode !== null) settle(() => reject(new Error(`the program ended early: ${this.errors}`)));
      };
      const timer = setTimeout(() => settle(() => reject(new Error(`nothing came for ${this.patienceMs} ms: ${this.errors}`))), this.patienceMs);
      this.listeners.add(check);
      check();
    });
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.child.kill(signal);
    await this.exited;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  get pid(): number {
    return this.child.pid!;
  }

  get stderr(): string {
    return this.errors;
  }
}
