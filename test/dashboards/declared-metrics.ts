/// <reference types="vite/types/importMeta.d.ts" />
import type { MetricSpec } from '@conceptwatch/ports';
import { PrometheusMetricSink, Registry } from '@conceptwatch/platform/observability';

type Declarations = Record<string, MetricSpec | readonly MetricSpec[]>;
const modules = import.meta.glob<Record<string, Declarations>>('../../libs/**/*.metrics.ts', { eager: true });

/** Every metric that the product declares. */
export const declaredSpecs: readonly MetricSpec[] = Object.values(modules).flatMap((module) => Object.values(module).flatMap((declared) => Object.values(declared).flat()));

/** Metrics of Prometheus itself. */
export const OF_PROMETHEUS: readonly string[] = ['up', 'ALERTS'];

/** All names that a dashboard or a rule may use: with the suffixes of histograms, and the process metrics of Node. */
export async function knownMetricNames(): Promise<ReadonlySet<string>> {
  const own = declaredSpecs.flatMap(({ name, kind }) => (kind === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name]));
  const sink = new PrometheusMetricSink({ registry: new Registry() });
  sink.describeProcess('1.2.3');
  const declaredByNode = [...(await sink.render()).matchAll(/^# TYPE (\w+) (\w+)$/gm)];
  const ofNode = declaredByNode.flatMap(([, name, kind]) => (kind === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name]));
  return new Set([...own, ...ofNode, ...OF_PROMETHEUS]);
}
