// `npm run cluster:down`: ends what `npm run cluster:up` started, services first. With --delete their data goes too.
import './require-node.mjs';
import { rm } from 'node:fs/promises';
import { folderOfCluster, servicesOf, stopBroker, stopDatabase, stopService } from './cluster.mjs';

const folder = folderOfCluster();
for (const { role } of [...servicesOf({ demo: false })].reverse()) console.log(`  ${role.padEnd(13)}${await stopService(folder, role)}`);
console.log(`  Kafka        ${await stopBroker(folder)}`);
console.log(`  PostgreSQL   ${await stopDatabase(folder)}`);
if (process.argv.includes('--delete')) {
  await rm(folder, { recursive: true, force: true });
  console.log(`  ${folder} was removed.`);
}
