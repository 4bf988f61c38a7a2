import { execFile } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { type Availability, freePort, kafkaAvailability } from '@conceptwatch/testing';
import { temporaryFolder, until } from '../e2e/running-service';
import { describeWhere, requirement } from '../requirements';

const MINUTES = 60_000;
const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const own: Availability = process.env.KAFKA_BROKERS || process.env.DATABASE_URL ? { available: false, reason: 'KAFKA_BROKERS or DATABASE_URL is set, and the test starts servers of its own' } : { available: true };
const missing = [kafkaAvailability(), requirement('postgres'), own].find(({ available }) => !available);

describeWhere(missing ?? { available: true }, 'npm run cluster:up and cluster:down', () => {
  const folder = temporaryFolder();
  const directory = path.join(folder.path, 'cluster');
  let env: NodeJS.ProcessEnv;
  const npm = async (...args: string[]): Promise<string> => (await run('npm', ['run', '--silent', ...args], { cwd: root, env, timeout: 8 * MINUTES })).stdout;

  afterAll(async () => {
    await npm('cluster:down', '--', '--delete').catch(() => undefined);
    folder.remove();
  }, 3 * MINUTES);

  it('start a broker, a database and four services that watch the demo camera, start nothing twice, and leave nothing behind', async () => {
    // As root, PostgreSQL runs as somebody else, who has to enter.
    chmodSync(folder.path, 0o755);
    // The controller is beside the broker, ingest beside the web app, and each service has a port for its metrics.
    const [kafka, postgres, http, metrics] = (await Promise.all([freePort(2), freePort(), freePort(2), freePort(4)])).map(String);
    env = { ...process.env, CLUSTER_DIRECTORY: directory, CLUSTER_KAFKA_PORT: kafka, CLUSTER_POSTGRES_PORT: postgres, CLUSTER_HTTP_PORT: http, CLUSTER_METRICS_PORT: metrics };

    const said = await npm('cluster:up');
    expect(said).toContain('The cluster is up');
    const token = /#token=(\S+)/.exec(said)?.[1];
    expect(token).toMatch(/^cw_/);
    const streams = async () => (await (await fetch(`http://127.0.0.1:${http}/api/v1/streams`, { headers: { authorization: `Bearer ${token}` } })).json()) as { images: number }[];
    await until(streams, (all) => all.some(({ images }) => images > 100), 3 * MINUTES);

    const services = ['admin', 'drift', 'concept-bank', 'ingest'];
    const pids = (): Promise<string[]> => Promise.all(services.map(async (role) => (await run('cat', [path.join(directory, `${role}.pid`)])).stdout));
    const before = await pids();
    expect(await npm('cluster:up')).toContain('The cluster is up');
    expect(await pids()).toEqual(before);

    const ended = await npm('cluster:down', '--', '--delete');
    for (const role of [...services, 'Kafka', 'PostgreSQL']) expect(ended).toMatch(new RegExp(`${role} +stopped`));
    expect(existsSync(directory)).toBe(false);
    for (const pid of before) expect(() => process.kill(Number(pid), 0)).toThrow(/ESRCH/);
  }, 15 * MINUTES);
});
