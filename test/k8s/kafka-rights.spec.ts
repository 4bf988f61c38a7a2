import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, type Admin, Kafka, logLevel, ResourcePatternTypes } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { RoleName } from '@conceptwatch/composition';
import { temporaryFolder, until } from '../e2e/running-service';
import { type Availability, freePort, type KafkaBroker, kafkaAvailability, type PostgresCluster, RunningProgram, startKafka, startPostgres } from '@conceptwatch/testing';
import { describeWhere, requirement } from '../requirements';
import { build, type Manifest, parseManifests, root } from './manifests';

const MINUTES = 60_000;
const USER = 'conceptwatch';
const PASSWORD = 'as-strimzi-makes-one';
const ownBroker: Availability = process.env.KAFKA_BROKERS ? { available: false, reason: 'KAFKA_BROKERS is set, and the test needs a broker with an authorizer of its own' } : { available: true };
const missing = [kafkaAvailability(), requirement('postgres'), requirement('kustomize'), ownBroker].find(({ available }) => !available);

interface Acl {
  resource: { type: 'topic' | 'group'; name: string; patternType?: 'prefix' };
  operations: string[];
}

interface Topic {
  metadata: { name: string };
  spec: { partitions: number };
}

/** A certificate for this machine that nobody has signed. @returns the broker's settings; `ca.crt` beside the key store is what clients trust */
function certificate(folder: string): string[] {
  const store = path.join(folder, 'broker.p12');
  const keytool = (...args: string[]): string => execFileSync('keytool', [...args, '-alias', 'broker', '-keystore', store, '-storetype', 'PKCS12', '-storepass', PASSWORD], { encoding: 'utf8', stdio: 'pipe', timeout: 3 * MINUTES });
  keytool('-genkeypair', '-keyalg', 'RSA', '-keysize', '2048', '-validity', '2', '-dname', 'CN=broker', '-ext', 'SAN=ip:127.0.0.1');
  writeFileSync(path.join(folder, 'ca.crt'), keytool('-exportcert', '-rfc'));
  return [`ssl.keystore.location=${store}`, 'ssl.keystore.type=PKCS12', `ssl.keystore.password=${PASSWORD}`].map((setting) => `listener.name.guarded.${setting}`);
}

/** Who comes by the ordinary listener may do everything; by the other one a user signs in over TLS and may do what the manifests allow. */
const withRights = (guarded: number, tls: string[]) => (open: number): string[] => [
  `listeners=PLAINTEXT://127.0.0.1:${open},GUARDED://127.0.0.1:${guarded},CONTROLLER://127.0.0.1:${open + 1}`,
  `advertised.listeners=PLAINTEXT://127.0.0.1:${open},GUARDED://127.0.0.1:${guarded}`,
  'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,GUARDED:SASL_SSL',
  ...tls,
  'sasl.enabled.mechanisms=SCRAM-SHA-512',
  'listener.name.guarded.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;',
  'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'super.users=User:ANONYMOUS',
];

/** kafkajs cannot make users; the broker's own tool can, with the jars that the broker runs on. */
function makeUser({ brokers, pid }: KafkaBroker): void {
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  const jars = command[command.indexOf('-cp') + 1];
  execFileSync('java', ['-cp', jars, 'kafka.admin.ConfigCommand', '--bootstrap-server', brokers[0], '--alter', '--add-config', `SCRAM-SHA-512=[password=${PASSWORD}]`, '--entity-type', 'users', '--entity-name', USER], { stdio: 'pipe', timeout: 3 * MINUTES });
}

const toEntries = ({ resource, operations }: Acl) =>
  operations.map((operation) => ({
    resourceType: resource.type === 'topic' ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP,
    resourceName: resource.name,
    resourcePatternType: resource.patternType === 'prefix' ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
    principal: `User:${USER}`,
    host: '*',
    operation: AclOperationTypes[operation.toUpperCase() as 'READ' | 'WRITE' | 'DESCRIBE'],
    permissionType: AclPermissionTypes.ALLOW,
  }));

describeWhere(missing ?? { available: true }, 'the topics and rights of k8s/overlays/cluster on a real broker', () => {
  const folder = temporaryFolder();
  const services = new Map<RoleName, RunningProgram>();
  let manifests: Manifest[];
  let acls: Acl[];
  let broker: KafkaBroker;
  let postgres: PostgresCluster;
  let admin: Admin;

  beforeAll(async () => {
    manifests = parseManifests(build('cluster'));
    acls = manifests.find(({ kind }) => kind === 'KafkaUser')!.spec.authorization.acls as Acl[];
    const guarded = await freePort();
    [broker, postgres] = await Promise.all([startKafka(withRights(guarded, certificate(folder.path))), startPostgres()]);
    makeUser(broker);
    admin = new Kafka({ brokers: broker.brokers, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const topics = manifests.filter(({ kind }) => kind === 'KafkaTopic') as unknown as Topic[];
    await admin.createTopics({ waitForLeaders: true, topics: topics.map(({ metadata, spec }) => ({ topic: metadata.name, numPartitions: spec.partitions, replicationFactor: 1 })) });
    await admin.createAcls({ acl: acls.flatMap(toEntries) });
    const kafka = { brokers: `127.0.0.1:${guarded}`, tls: true, caFile: path.join(folder.path, 'ca.crt'), saslMechanism: 'scram-sha-512', username: USER, password: PASSWORD };
    writeFileSync(`${folder.path}/conceptwatch.yaml`, stringify({ kafka, database: { url: postgres.url }, http: { port: 0 }, observability: { port: 0, logFormat: 'json' }, notify: { url: 'http://127.0.0.1:9/hook' } }));
  }, 8 * MINUTES);

  afterAll(async () => {
    for (const service of services.values()) await service.kill();
    await admin?.disconnect();
    await broker?.dispose();
    postgres?.stop();
    folder.remove();
  }, 3 * MINUTES);

  const ready = (service: RunningProgram) => service.stderr.split('\n').find((line) => line.includes('is ready'));
  async function start(role: RoleName, ...args: string[]): Promise<void> {
    const service = RunningProgram.start(`${root}dist/apps/${role}/main.js`, args, { CONCEPTWATCH_CONFIG: `${folder.path}/conceptwatch.yaml`, CONCEPTWATCH_STORAGE_DIRECTORY: `${folder.path}/${role}` });
    services.set(role, service);
    const ended = service.exited.then(() => true);
    await until(() => Promise.race([ended, Promise.resolve(ready(service) !== undefined)]), Boolean, 4 * MINUTES);
    expect(ready(service), service.stderr.slice(-2_000)).toBeDefined();
  }
  const metricsOf = async (role: RoleName): Promise<string> => {
    const { metrics } = JSON.parse(ready(services.get(role)!)!) as { metrics: string };
    return (await fetch(metrics)).text();
  };

  it('are enough for the four services: images go all the way', async () => {
    await start('admin', '--demo');
    await Promise.all([start('concept-bank'), start('drift'), start('ingest', '--demo')]);
    // More than a camera sends before it asks for the first time how far the topic reaches.
    await until(() => metricsOf('drift'), (metrics) => Number(/^conceptwatch_images_tracked_total\{.*\} (\d+)/m.exec(metrics)?.[1] ?? 0) > 60, 4 * MINUTES);
    const seen = await until(() => metricsOf('admin'), (metrics) => /^conceptwatch_kafka_partitions/m.test(metrics), 2 * MINUTES);
    expect(seen).toMatch(/^conceptwatch_kafka_up 1$/m);
    expect(seen).toMatch(/^conceptwatch_kafka_partitions\{topic="images\.v1"\} 12$/m);
    expect(await metricsOf('ingest')).toMatch(/^conceptwatch_lag_images\{role="ingest"\} \d/m);
    expect([...services.values()].map(({ stderr }) => stderr).join('\n')).not.toMatch(/authoriz/i);
  }, 15 * MINUTES);

  it('name the groups that there are, and scaling follows one of them', async () => {
    const allowed = acls.filter(({ resource, operations }) => resource.type === 'group' && operations.includes('Read')).map(({ resource }) => resource.name);
    const groups = await until(async () => (await admin.listGroups()).groups.map(({ groupId }) => groupId), (found) => found.length === allowed.length, 2 * MINUTES);
    expect(groups.sort()).toEqual(allowed.sort());
    const [{ metadata }] = manifests.find(({ kind }) => kind === 'ScaledObject')!.spec.triggers as { metadata: { consumerGroup: string; topic: string } }[];
    expect(groups).toContain(metadata.consumerGroup);
    expect(metadata.consumerGroup).toMatch(new RegExp(`\\.${metadata.topic}$`));
  }, 3 * MINUTES);
});
