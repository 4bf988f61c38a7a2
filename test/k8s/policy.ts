import type { Manifest } from './manifests';

const VOLUMES = new Set(['configMap', 'secret', 'emptyDir', 'projected', 'downwardAPI', 'persistentVolumeClaim', 'ephemeral', 'csi']);
const isWorkload = ({ kind }: Manifest): boolean => kind === 'Deployment' || kind === 'StatefulSet';
const wrong = (isRight: unknown, what: string): string[] => (isRight ? [] : [what]);

/**
 * The Pod Security Standard "restricted", and what we ask beyond it: read-only root, no token of the API, limits,
 * probes, a disruption budget, a closed network, no secret in an object. @returns what is wrong
 */
export function violations(manifests: readonly Manifest[]): string[] {
  const workloads = manifests.filter(isWorkload);
  return [...workloads.flatMap((workload) => [...podViolations(workload), ...budgetViolations(workload, manifests)]), ...(workloads.length ? networkViolations(manifests) : []), ...manifests.flatMap(secretViolations)];
}

function podViolations({ kind, metadata: { name }, spec }: Manifest): string[] {
  const pod = spec.template.spec;
  const context = pod.securityContext ?? {};
  return [
    ...wrong(pod.automountServiceAccountToken === false, 'automounts a token'),
    ...wrong(pod.serviceAccountName && pod.serviceAccountName !== 'default', 'uses the default account'),
    ...wrong(!pod.hostNetwork && !pod.hostPID && !pod.hostIPC, 'shares a namespace of the host'),
    ...wrong(context.runAsNonRoot === true && context.runAsUser > 10_000, 'may run as root or as a low user'),
    ...wrong(context.seccompProfile?.type === 'RuntimeDefault', 'has no seccomp profile'),
    ...wrong(pod.terminationGracePeriodSeconds > 35, 'has too little time to end its work'),
    ...pod.volumes.flatMap((volume: Record<string, unknown>) => wrong(Object.keys(volume).every((key) => key === 'name' || VOLUMES.has(key)), `volume ${String(volume.name)} is of a kind that is not allowed`)),
    ...pod.containers.flatMap(containerViolations),
  ].map((what) => `${kind} ${name}: ${what}`);
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a container as Kubernetes has it
function containerViolations(container: any): string[] {
  const { securityContext = {}, resources = {}, image, env = [] } = container;
  return [
    ...wrong(securityContext.allowPrivilegeEscalation === false, 'allows privilege escalation'),
    ...wrong(securityContext.readOnlyRootFilesystem === true, 'may write to its root'),
    ...wrong(securityContext.capabilities?.drop?.includes('ALL') && !securityContext.capabilities.add, 'keeps capabilities'),
    ...wrong(!securityContext.privileged, 'is privileged'),
    ...wrong(resources.requests?.cpu && resources.requests?.memory && resources.limits?.memory, 'has no requests or no memory limit'),
    ...wrong(container.startupProbe && container.livenessProbe && container.readinessProbe, 'lacks a probe'),
    ...wrong(/[:@](?!latest$)[^/]+$/.test(image), `image ${image} names no version`),
    ...env.flatMap(({ name, value }: { name: string; value?: string }) => wrong(!(value && /PASSWORD|SECRET|TOKEN|DATABASE_URL/.test(name)), `variable ${name} holds a secret`)),
  ];
}

function budgetViolations({ kind, metadata: { name }, spec }: Manifest, manifests: readonly Manifest[]): string[] {
  const selects = (selector: Record<string, string>): boolean => Object.entries(selector).every(([key, value]) => spec.template.metadata.labels[key] === value);
  const budget = manifests.find((manifest) => manifest.kind === 'PodDisruptionBudget' && selects(manifest.spec.selector.matchLabels));
  return wrong(budget, `${kind} ${name}: has no disruption budget`);
}

function networkViolations(manifests: readonly Manifest[]): string[] {
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
  const deniesAll = policies.some(({ spec }) => Object.keys(spec.podSelector).length === 0 && spec.policyTypes.length === 2 && !spec.ingress && !spec.egress);
  const opens = policies.flatMap(({ spec }) => [...(spec.ingress ?? []), ...(spec.egress ?? [])]).filter((rule) => !rule.ports || (!rule.from && !rule.to));
  const namespace = manifests.find(({ kind }) => kind === 'Namespace');
  return [
    ...wrong(deniesAll, 'nothing denies the network by default'),
    ...wrong(opens.length === 0, 'a network policy names no peer or no port'),
    ...wrong(namespace?.metadata.labels?.['pod-security.kubernetes.io/enforce'] === 'restricted', 'the namespace does not enforce restricted pods'),
  ];
}

/** Secrets are referred to: no object carries one. */
function secretViolations({ kind, metadata: { name } }: Manifest): string[] {
  return wrong(kind !== 'Secret', `Secret ${name}: is written out`);
}
