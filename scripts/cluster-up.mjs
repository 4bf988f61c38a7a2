// `npm run cluster:up`: a real broker, PostgreSQL and the four services on this machine, with the demo camera. Idempotent:
// what runs is left alone. `npm run cluster:down` ends it all. KAFKA_BROKERS and DATABASE_URL take existing ones instead.
import './require-node.mjs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { folderOfCluster, isRunning, needs, servicesOf, startBroker, startDatabase, startService, untilReady } from './cluster.mjs';
import { build, install } from './set-up.mjs';

if (process.argv.includes('--help')) {
  console.log('npm run cluster:up [-- --no-demo]   starts Kafka, PostgreSQL and the four services; logs and data in .conceptwatch/cluster\nnpm run cluster:down [-- --delete]  ends them; --delete removes their data');
  process.exit(0);
}
// What goes wrong is said in words, without where in our code.
process.on('uncaughtException', ({ message }) => {
  console.error(message);
  process.exit(1);
});
needs();
await install();
await build();
const folder = folderOfCluster();
await mkdir(folder, { recursive: true });
const started = performance.now();
const brokers = process.env.KAFKA_BROKERS ?? (await startBroker(folder));
console.log(`  Kafka        ${brokers}`);
const database = process.env.DATABASE_URL ?? (await startDatabase(folder));
console.log(`  PostgreSQL   ${database.replace(/:[^:@/]*@/, ':***@')}`);
const services = servicesOf({ demo: !process.argv.includes('--no-demo') });
// Downstream first, so that nothing is scored before a stream is defined and read.
for (const service of services) {
  if (!(await isRunning(folder, service.role))) await startService(folder, service, { KAFKA_BROKERS: brokers, DATABASE_URL: database });
  await untilReady(folder, service);
  console.log(`  ${service.role.padEnd(13)}http://127.0.0.1:${service.metrics}/metrics${service.http ? `   http://localhost:${service.http}` : ''}`);
}
const admin = services.find(({ role }) => role === 'admin');
const token = /First token \(shown once\): (\S+)/.exec(await readFile(path.join(folder, 'admin.log'), 'utf8'))?.[1];
console.log(`\nThe cluster is up (${((performance.now() - started) / 1000).toFixed(0)} s).\n\n  web app   http://localhost:${admin.http}/${token ? `#token=${token}` : ''}\n  logs      ${folder}/*.log\n\n"npm run cluster:down" ends it.`);
