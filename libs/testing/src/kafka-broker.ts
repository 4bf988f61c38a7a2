import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Availability } from './available';
import { freePort, onPath } from './machine';

const SCRIPTS = join(import.meta.dirname, '../../../scripts/kafka');
const run = promisify(execFile);

/** A real broker for one test file. */
export interface KafkaBroker {
  brokers: string[];
  /** Of the broker's process, for signals; undefined for a broker that the tests did not start. */
  pid: number | undefined;
  stop(how?: 'cleanly' | 'killed'): Promise<void>;
  /** Starts it again on the same data. */
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  dispose(): Promise<void>;
}

/** `KAFKA_BROKERS` names brokers that tests may use; otherwise java and mvn start one. */
export function kafkaAvailability(): Availability {
  if (process.env.KAFKA_BROKERS) return { available: true };
  const missing = ['java', 'mvn', 'flock', 'setsid'].filter((name) => !onPath(name));
  if (missing.length === 0) return { available: true };
  return { available: false, reason: `${missing.join(', ')} not found on PATH and KAFKA_BROKERS is not set: install Java 17 and Maven` };
}

/** @param settings of the broker, as `key=value`, or what makes them of the port that it listens on */
export async function startKafka(settings: string[] | ((port: number) => string[]) = []): Promise<KafkaBroker> {
  if (process.env.KAFKA_BROKERS) {
    const nothing = async (): Promise<void> => undefined;
    return { brokers: process.env.KAFKA_BROKERS.split(','), pid: undefined, stop: nothing, restart: nothing, dispose: nothing };
  }
  const folder = mkdtempSync(join(tmpdir(), 'kafka-'));
  // The controller listens on the next one.
  const port = await freePort(2);
  const up = async () => void (broker.pid = await start(folder, port, typeof settings === 'function' ? settings(port) : settings));
  const down = (...flags: string[]) => run(join(SCRIPTS, 'kafka-down'), ['-d', folder, ...flags]);
  const broker: KafkaBroker = {
    brokers: [`127.0.0.1:${port}`],
    pid: undefined,
    stop: async (how = 'cleanly') => void (await down(...(how === 'killed' ? ['-9'] : []))),
    restart: up,
    dispose: async () => void (await down('-9', '-x')),
  };
  await up();
  return broker;
}

async function start(folder: string, port: number, settings: string[]): Promise<number> {
  await run(join(SCRIPTS, 'kafka-up'), ['-p', String(port), '-d', folder, ...settings.flatMap((setting) => ['-s', setting])], { timeout: 180_000 });
  const { stdout } = await run('cat', [join(folder, 'pid')]);
  return Number(stdout);
}
