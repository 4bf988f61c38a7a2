import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Tells this process from an earlier one with the same number. */
const BORN = randomUUID();

/** The name by which this process leases jobs: where it runs, its number, and which start it is. */
export const WORKER = `${place()} ${process.pid} ${BORN}`;

/**
 * Whether the process that leased a job is known to have ended. A process of another machine, or of another container
 * with numbers of its own, is not known: its lease has to run out.
 *
 * @example isGone(`${hostname} 4711 …`) // true after kill -9 of process 4711
 */
export function isGone(worker: string): boolean {
  const [where, pid, born] = worker.split(' ');
  if (where !== place() || !/^\d+$/.test(pid)) return false;
  if (Number(pid) === process.pid) return born !== BORN;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** The machine, and on Linux the space in which process numbers are counted. */
function place(): string {
  try {
    return `${hostname()}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}
