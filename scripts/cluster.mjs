// The parts of a cluster on this machine: a broker, a database and the services, each with a log and a pid in one folder.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { accessSync, chmodSync, chownSync, closeSync, constants, existsSync, mkdirSync, openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from './set-up.mjs';

const run = promisify(execFile);
const KAFKA_PORT = Number(process.env.CLUSTER_KAFKA_PORT ?? 19092);
const POSTGRES_PORT = Number(process.env.CLUSTER_POSTGRES_PORT ?? 15432);
const HTTP_PORT = Number(process.env.CLUSTER_HTTP_PORT ?? 3000);
const METRICS_PORT = Number(process.env.CLUSTER_METRICS_PORT ?? 9464);
const READY_MS = 90_000;
const STOP_MS = 20_000;

export const folderOfCluster = () => path.resolve(process.env.CLUSTER_DIRECTORY ?? path.join(root, '.conceptwatch', 'cluster'));

/** In starting order: downstream first. */
export const servicesOf = ({ demo }) => [
  { role: 'admin', http: HTTP_PORT, metrics: METRICS_PORT, args: demo ? ['--demo'] : [] },
  { role: 'drift', metrics: METRICS_PORT + 1, args: [] },
  { role: 'concept-bank', metrics: METRICS_PORT + 2, args: [] },
  { role: 'ingest', http: HTTP_PORT + 1, metrics: METRICS_PORT + 3, args: demo ? ['--demo'] : [] },
];

/** Says all that is missing at once, with what to install. */
export function needs() {
  const missing = [];
  if (!process.env.KAFKA_BROKERS && !['java', 'mvn'].every(onPath)) missing.push('Java 17 and Maven for the broker (Debian: apt install openjdk-17-jre-headless maven), or KAFKA_BROKERS=host:port');
  if (!process.env.DATABASE_URL && !postgresFolder()) missing.push('PostgreSQL 15 or newer (Debian: apt install postgresql), or DATABASE_URL=postgres://…');
  if (missing.length === 0) return;
  console.error(`The cluster needs what is not on this machine:\n${missing.map((line) => `  - ${line}`).join('\n')}`);
  process.exit(2);
}

export async function startBroker(folder) {
  const { stdout } = await run(path.join(root, 'scripts', 'kafka', 'kafka-up'), ['-p', String(KAFKA_PORT), '-d', path.join(folder, 'kafka')], { timeout: 300_000 });
  return stdout.trim().split(/\s+/).at(-1);
}

export async function stopBroker(folder) {
  if (!existsSync(path.join(folder, 'kafka', 'pid'))) return 'was not started here';
  await run(path.join(root, 'scripts', 'kafka', 'kafka-down'), ['-d', path.join(folder, 'kafka')]);
  return 'stopped';
}

export async function startDatabase(folder) {
  const home = path.join(folder, 'postgres');
  const data = path.join(home, 'data');
  if (!existsSync(path.join(data, 'PG_VERSION'))) {
    mkdirSync(home, { recursive: true });
    giveAway(folder, home);
    postgres('initdb', ['-D', data, '-U', 'conceptwatch', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8'], home);
  }
  if (!isDatabaseUp(data, home)) postgres('pg_ctl', ['-w', '-D', data, '-l', path.join(home, 'log'), '-o', `-p ${POSTGRES_PORT} -k ${home} -c listen_addresses=127.0.0.1`, 'start'], home);
  return `postgres://conceptwatch@127.0.0.1:${POSTGRES_PORT}/postgres`;
}

export async function stopDatabase(folder) {
  const home = path.join(folder, 'postgres');
  const data = path.join(home, 'data');
  if (!existsSync(data) || !isDatabaseUp(data, home)) return 'was not started here';
  postgres('pg_ctl', ['-w', '-D', data, '-m', 'fast', 'stop'], home);
  return 'stopped';
}

/** Starts one service in a session of its own, so that it outlives this program. */
export async function startService(folder, { role, http, metrics, args }, shared) {
  const log = openSync(path.join(folder, `${role}.log`), 'a');
  const env = { ...process.env, ...shared, CONCEPTWATCH_OBSERVABILITY_PORT: String(metrics), CONCEPTWATCH_OBSERVABILITY_LOG_FORMAT: 'json', ...(http ? { CONCEPTWATCH_HTTP_PORT: String(http) } : {}), CONCEPTWATCH_KAFKA_CLIENT_ID: `conceptwatch-${role}` };
  const child = spawn(process.execPath, [mainOf(role), ...args], { cwd: root, env, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  await writeFile(path.join(folder, `${role}.pid`), String(child.pid));
  child.unref();
}

/** @returns what happened, for people */
export async function stopService(folder, role) {
  const pid = await pidOf(folder, role);
  if (!pid) return 'was not running';
  process.kill(pid, 'SIGTERM');
  if (await until(STOP_MS, async () => !(await pidOf(folder, role)))) return 'stopped';
  process.kill(pid, 'SIGKILL');
  return `did not stop within ${STOP_MS / 1000} s and was killed; nothing that it accepted is lost`;
}

export const isRunning = async (folder, role) => (await pidOf(folder, role)) !== undefined;

export async function untilReady(folder, { role, metrics }) {
  const ready = await until(READY_MS, async () => {
    if (!(await isRunning(folder, role))) throw new Error(`The service ${role} ended. The last lines of ${folder}/${role}.log:\n${(await readFile(path.join(folder, `${role}.log`), 'utf8')).trim().split('\n').slice(-5).join('\n')}`);
    return fetch(`http://127.0.0.1:${metrics}/readyz`).then(({ ok }) => ok, () => false);
  });
  if (!ready) throw new Error(`The service ${role} is not ready after ${READY_MS / 1000} s: see ${folder}/${role}.log and http://127.0.0.1:${metrics}/readyz.`);
}

const mainOf = (role) => path.join(root, 'dist', 'apps', role, 'main.js');

/** The process of a service, unless its number has gone to another program. */
async function pidOf(folder, role) {
  const pid = Number(await readFile(path.join(folder, `${role}.pid`), 'utf8').catch(() => ''));
  if (!pid) return undefined;
  const command = await run('ps', ['-p', String(pid), '-o', 'stat=,args=']).then(({ stdout }) => stdout, () => '');
  return command.includes(mainOf(role)) && !command.startsWith('Z') ? pid : undefined;
}

async function until(ms, condition) {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}

function isDatabaseUp(data, home) {
  try {
    postgres('pg_ctl', ['-D', data, 'status'], home);
    return true;
  } catch {
    return false;
  }
}

function postgres(command, args, cwd) {
  const folder = postgresFolder();
  try {
    return execFileSync(folder ? path.join(folder, command) : command, args, { ...unprivileged(), cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    const asNobody = process.getuid?.() === 0 ? ` PostgreSQL refuses to run as root and runs as "nobody" here, who must be able to enter every folder above ${cwd}: name another one in CLUSTER_DIRECTORY, or an existing database in DATABASE_URL.` : '';
    throw new Error(`${command} failed: ${String(error.stderr ?? error.message).trim()}${asNobody}`);
  }
}

/** Where initdb lies: on PATH, or where Debian keeps it. */
function postgresFolder() {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), ...['17', '16', '15'].map((version) => `/usr/lib/postgresql/${version}/bin`)];
  return folders.find((folder) => isProgram(path.join(folder, 'initdb')));
}

const onPath = (command) => (process.env.PATH ?? '').split(path.delimiter).some((folder) => isProgram(path.join(folder, command)));

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL refuses to run as root. */
function unprivileged() {
  if (process.getuid?.() !== 0) return {};
  const id = (flag) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function giveAway(folder, home) {
  const { uid, gid } = unprivileged();
  if (uid === undefined) return;
  for (let above = folder; above.startsWith(root) && above !== root; above = path.dirname(above)) chmodSync(above, 0o755);
  chownSync(home, uid, gid);
}
