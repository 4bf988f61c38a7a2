import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningProgram } from '@conceptwatch/testing';
import { repositoryRoot } from './run-cli';

/** The built `conceptwatch watch` as a process of its own, on free ports, with its own data folder. */
export class RunningService {
  private constructor(
    readonly program: RunningProgram,
    readonly url: string,
    readonly metricsUrl: string,
    readonly token: string,
  ) {}

  /** @param token of an earlier start on the same data folder; a first start prints its own */
  static async watch(args: string[], data: string, token?: string): Promise<RunningService> {
    const program = RunningProgram.start(`${repositoryRoot}dist/apps/cli/main.js`, ['watch', ...args, '--data', data, '--port', '0', '--metrics-port', '0']);
    await program.until((lines) => lines.some((line) => line.startsWith('Ctrl-C')));
    const text = program.lines.join('\n');
    const found = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? '';
    return new RunningService(program, found(/web app\s+(http:\/\/[^/#\s]+)/), found(/metrics\s+(\S+)/), token ?? found(/(cw_[\w-]+)/));
  }

  get<T>(path: string): Promise<T> {
    return this.fetch(path).then((response) => response.json() as Promise<T>);
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${this.token}`, ...init.headers } });
  }

  post(stream: string, bytes: Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
    return this.fetch(`/streams/${stream}/images`, { method: 'POST', body: Buffer.from(bytes), headers: { 'content-type': 'image/jpeg', ...headers } });
  }
}

/** A folder that is gone when the test file has ended. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'conceptwatch-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Asks again and again until the answer is right. @throws after `patienceMs` with the last answer */
export async function until<T>(ask: () => Promise<T>, isRight: (answer: T) => boolean, patienceMs = 30_000): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (performance.now() > end) throw new Error(`still not right after ${patienceMs} ms: ${JSON.stringify(answer).slice(0, 800)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
