import { z } from 'zod';

const metadata = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  namespace: z.string(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});
const duration = z.string().regex(/^\d+[smhd]$/);
const resource = (apiVersion: string, kind: string, spec: z.ZodType) => z.strictObject({ apiVersion: z.literal(apiVersion), kind: z.literal(kind), metadata, spec });
const acl = z.strictObject({
  resource: z.strictObject({ type: z.enum(['topic', 'group', 'cluster', 'transactionalId']), name: z.string(), patternType: z.enum(['literal', 'prefix']).optional() }),
  operations: z.array(z.enum(['Read', 'Write', 'Create', 'Delete', 'Describe', 'DescribeConfigs', 'All'])),
  host: z.string().optional(),
});
const rule = z.union([
  z.strictObject({ record: z.string(), expr: z.string() }),
  z.strictObject({ alert: z.string(), expr: z.string(), for: duration, keep_firing_for: duration.optional(), labels: z.record(z.string(), z.string()), annotations: z.record(z.string(), z.string()) }),
]);

/** The custom resources that we use, as far as we use them: kubernetes-validate knows only what Kubernetes itself has. */
export const CUSTOM_RESOURCES: Readonly<Record<string, z.ZodType>> = {
  KafkaTopic: resource('kafka.strimzi.io/v1beta2', 'KafkaTopic', z.strictObject({ partitions: z.int().min(1), replicas: z.int().min(1), config: z.record(z.string(), z.union([z.string(), z.number()])) })),
  KafkaUser: resource(
    'kafka.strimzi.io/v1beta2',
    'KafkaUser',
    z.strictObject({ authentication: z.strictObject({ type: z.enum(['tls', 'scram-sha-512']) }), authorization: z.strictObject({ type: z.literal('simple'), acls: z.array(acl) }) }),
  ),
  ScaledObject: resource(
    'keda.sh/v1alpha1',
    'ScaledObject',
    z.strictObject({
      scaleTargetRef: z.strictObject({ name: z.string() }),
      minReplicaCount: z.int(),
      maxReplicaCount: z.int(),
      pollingInterval: z.int().optional(),
      advanced: z.strictObject({ horizontalPodAutoscalerConfig: z.strictObject({ behavior: z.looseObject({}) }) }).optional(),
      triggers: z.array(z.strictObject({ type: z.literal('kafka'), metadata: z.record(z.string(), z.string()), authenticationRef: z.strictObject({ name: z.string() }).optional() })).min(1),
    }),
  ),
  TriggerAuthentication: resource('keda.sh/v1alpha1', 'TriggerAuthentication', z.strictObject({ secretTargetRef: z.array(z.strictObject({ parameter: z.string(), name: z.string(), key: z.string() })) })),
  ServiceMonitor: resource(
    'monitoring.coreos.com/v1',
    'ServiceMonitor',
    z.strictObject({
      selector: z.strictObject({ matchLabels: z.record(z.string(), z.string()) }),
      endpoints: z.array(z.strictObject({ port: z.string(), interval: duration, scrapeTimeout: duration })),
      sampleLimit: z.int(),
      labelLimit: z.int(),
      labelValueLengthLimit: z.int(),
    }),
  ),
  PrometheusRule: resource('monitoring.coreos.com/v1', 'PrometheusRule', z.strictObject({ groups: z.array(z.strictObject({ name: z.string(), rules: z.array(rule) })) })),
};
