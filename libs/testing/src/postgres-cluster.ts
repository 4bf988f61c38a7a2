import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Availability } from './available';
import { freePort, onPath } from './machine';

/** A PostgreSQL server for one test file. */
export interface PostgresCluster {
  url: string;
  /** As in a crash; the data stays. Does nothing to a server of others. */
  halt(): void;
  restart(): void;
  stop(): void;
}

/** `DATABASE_URL` names a server that tests may write to; otherwise the binaries on PATH start a temporary one. */
export function postgresAvailability(): Availability {
  if (process.env.DATABASE_URL) return { available: true };
  const missing = ['initdb', 'pg_ctl', 'postgres'].filter((name) => !onPath(name));
  if (missing.length === 0) return { available: true };
  return { available: false, reason: `${missing.join(', ')} not found on PATH and DATABASE_URL is not set: install PostgreSQL 15 or newer` };
}

export async function startPostgres(): Promise<PostgresCluster> {
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL, halt: () => undefined, restart: () => undefined, stop: () => undefined };
  const directory = mkdtempSync(join(tmpdir(), 'postgres-'));
  const owner = unprivileged();
  if (owner) chownSync(directory, owner.uid, owner.gid);
  const run = (command: string, args: string[]) => execFileSync(command, args, { ...owner, cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
  const data = join(directory, 'data');
  const port = await freePort();
  run('initdb', ['-D', data, '-U', 'conceptwatch', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C.UTF-8']);
  const start = () => void run('pg_ctl', ['-w', '-D', data, '-l', join(directory, 'log'), '-o', `-p ${port} -k ${directory} -c listen_addresses=127.0.0.1 -c fsync=off`, 'start']);
  const halt = () => void run('pg_ctl', ['-w', '-D', data, '-m', 'immediate', 'stop']);
  start();
  return {
    url: `postgres://conceptwatch@127.0.0.1:${port}/postgres`,
    halt,
    restart: start,
    stop() {
      halt();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
