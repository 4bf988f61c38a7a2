import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { TOPICS } from '@conceptwatch/contracts';
import { serviceConfiguration } from '@conceptwatch/composition';
import { temporaryFolder } from '../e2e/running-service';
import { describeWhere, pythonProgram, requirement } from '../requirements';
import { CUSTOM_RESOURCES } from './custom-resources';
import { build, type Manifest, OVERLAYS, parseManifests, root } from './manifests';
import { violations } from './policy';

describeWhere(requirement('kustomize'), 'k8s/', () => {
  const built = new Map<string, { text: string; manifests: Manifest[] }>();
  const of = (overlay: string) => built.get(overlay)!;
  const folder = temporaryFolder();
  afterAll(() => folder.remove());
  beforeAll(() => {
    for (const overlay of OVERLAYS) {
      const text = build(overlay);
      built.set(overlay, { text, manifests: parseManifests(text) });
    }
  });

  it.each(OVERLAYS)('the overlay %s breaks no policy', (overlay) => expect(violations(of(overlay).manifests)).toEqual([]));

  it.each(OVERLAYS)('the custom resources of the overlay %s have the fields that their operators know', (overlay) => {
    for (const manifest of of(overlay).manifests) {
      const schema = CUSTOM_RESOURCES[manifest.kind];
      if (schema) expect(schema.safeParse(manifest).error?.message, `${manifest.kind} ${manifest.metadata.name}`).toBeUndefined();
      else expect(manifest.apiVersion, `nobody checks ${manifest.kind}`).not.toMatch(/\.(io|com)\/v1(alpha|beta)\d$/);
    }
  });

  it('start programs that exist, with settings that exist', () => {
    const known = new Set(['CONCEPTWATCH_CONFIG', ...serviceConfiguration().describe().map(({ environment }) => environment)]);
    const containers = OVERLAYS.flatMap((overlay) => of(overlay).manifests.flatMap(({ spec }) => spec?.template?.spec.containers ?? []));
    expect(containers.length).toBeGreaterThan(8);
    for (const { args, env = [] } of containers) {
      expect(existsSync(`${root}${args[0].replace(/^dist\/(.*)\/main\.js$/, '$1/src/main.ts')}`), args[0]).toBe(true);
      for (const { name } of env) expect(known).toContain(name);
    }
  });

  it('make every topic of the contracts, with as many partitions along the way of an image', () => {
    const topics = of('cluster').manifests.filter(({ kind }) => kind === 'KafkaTopic');
    expect(topics.map(({ metadata }) => metadata.name).sort()).toEqual(Object.values(TOPICS).sort());
    const partitions = (name: string) => topics.find(({ metadata }) => metadata.name === name)!.spec.partitions as number;
    expect([partitions(TOPICS.embeddings), partitions(TOPICS.scores)]).toEqual([partitions(TOPICS.images), partitions(TOPICS.images)]);
    const scaled = of('cluster').manifests.find(({ kind }) => kind === 'ScaledObject')!;
    expect(scaled.spec.maxReplicaCount).toBeLessThanOrEqual(partitions(TOPICS.images));
  });

  it('may do in Kafka what they need, topic by topic', () => {
    const acls = of('cluster').manifests.find(({ kind }) => kind === 'KafkaUser')!.spec.authorization.acls as { resource: { type: string; name: string } }[];
    expect(acls.flatMap(({ resource: { type, name } }) => (type === 'topic' ? [name] : [])).sort()).toEqual(Object.values(TOPICS).sort());
  });

  it('give the GPU overlay a GPU and the CUDA image, and no one else', () => {
    const withGpu = of('gpu').manifests.filter(({ spec }) => spec?.template?.spec.containers[0].resources.limits['nvidia.com/gpu']);
    expect(withGpu.map(({ metadata }) => metadata.name)).toEqual(['conceptwatch-ingest']);
    expect(withGpu[0].spec.template.spec.containers[0].image).toBe(`conceptwatch:${(JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string }).version}-cuda`);
  });

  it('leave the version of every image to "images:" of the overlay, the one place to pin it', () => {
    const files = readdirSync(`${root}k8s`, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
    const named = files.flatMap((path) => [...readFileSync(`${root}k8s/${path}`, 'utf8').matchAll(/^\s*image: (.*)$/gm)].map(([, image]) => image));
    expect([...new Set(named)].sort()).toEqual(['conceptwatch', 'conceptwatch-cuda']);
  });

  it('select with the service monitor the services that have metrics, above the cap of the process', () => {
    const monitor = of('monitoring').manifests.find(({ kind }) => kind === 'ServiceMonitor')!;
    const services = of('cluster').manifests.filter(({ kind }) => kind === 'Service');
    expect(services).toHaveLength(4);
    for (const { metadata, spec } of services) {
      expect(metadata.labels).toMatchObject(monitor.spec.selector.matchLabels);
      expect(spec.ports.map(({ name }: { name: string }) => name)).toContain(monitor.spec.endpoints[0].port);
    }
    const seriesMax = serviceConfiguration().describe().find(({ path }) => path === 'observability.seriesMax')!.default as number;
    expect(monitor.spec.sampleLimit).toBeGreaterThan(2 * seriesMax);
  });

  it('carry the same rules and dashboards as deploy/', () => {
    const rules = parse(readFileSync(`${root}deploy/prometheus/rules/conceptwatch.rules.yaml`, 'utf8')) as { groups: unknown };
    expect(of('monitoring').manifests.find(({ kind }) => kind === 'PrometheusRule')!.spec.groups).toEqual(rules.groups);
    expect(of('monitoring').manifests.filter(({ kind }) => kind === 'ConfigMap')).toHaveLength(6);
  });

  describeWhere(requirement('kubernetes-validate'), 'kubernetes-validate --strict', () => {
    it.each(OVERLAYS)('accepts the overlay %s', (overlay) => {
      const file = `${folder.path}/${overlay}.yaml`;
      writeFileSync(file, of(overlay).text);
      const { status, stdout, stderr } = spawnSync(pythonProgram('kubernetes-validate'), ['--strict', '--no-warn', '-k', '1.34', file], { encoding: 'utf8' });
      expect({ status, said: status ? stdout + stderr : '' }).toEqual({ status: 0, said: '' });
    }, 60_000);
  });

  describe('the policy', () => {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any part of an object may be broken
    const broken: [string, (pod: any) => void][] = [
      ['may run as root', (pod) => (pod.securityContext.runAsNonRoot = false)],
      ['has no seccomp profile', (pod) => delete pod.securityContext.seccompProfile],
      ['keeps capabilities', (pod) => delete pod.containers[0].securityContext.capabilities],
      ['may write to its root', (pod) => (pod.containers[0].securityContext.readOnlyRootFilesystem = false)],
      ['automounts a token', (pod) => delete pod.automountServiceAccountToken],
      ['of a kind that is not allowed', (pod) => pod.volumes.push({ name: 'host', hostPath: { path: '/' } })],
      ['no memory limit', (pod) => delete pod.containers[0].resources.limits],
      ['lacks a probe', (pod) => delete pod.containers[0].livenessProbe],
      ['names no version', (pod) => (pod.containers[0].image = 'conceptwatch:latest')],
      ['holds a secret', (pod) => (pod.containers[0].env = [{ name: 'DATABASE_URL', value: 'postgres://a:b@c/d' }])],
    ];
    it.each(broken)('reports a pod that %s', (what, breakIt) => {
      const manifests = structuredClone(of('standalone').manifests);
      breakIt(manifests.find(({ kind }) => kind === 'StatefulSet')!.spec.template.spec);
      expect(violations(manifests).join('\n')).toContain(what);
    });

    it.each(['PodDisruptionBudget', 'NetworkPolicy'])('reports a missing %s', (missing) => {
      expect(violations(of('standalone').manifests.filter(({ kind }) => kind !== missing))).toHaveLength(1);
    });
  });
});
