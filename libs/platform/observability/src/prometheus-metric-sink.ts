import { collectDefaultMetrics, type Registry } from 'prom-client';
import type { Logger, MetricSink, MetricSpec } from '@conceptwatch/ports';
import { MetricFamily, type Series } from './metric-family';
import { platformMetrics } from './platform.metrics';

type Labels = Record<string, string>;

export interface PrometheusMetricSinkOptions {
  registry: Registry;
  /** Most series on the wire that labelled metrics may have together (a histogram counts with its buckets). Default 5000. */
  seriesMax?: number;
  logger?: Logger;
}

/** Gauges named like counters: `promtool check metrics` refuses them. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/**
 * Makes declared metrics real in a registry that is passed in. The number of series is capped here, because Prometheus'
 * own `sample_limit` drops a whole scrape: over the cap a new series is not recorded, and a counter says so.
 * A lookup costs one string and two map reads, whatever the number of series.
 */
export class PrometheusMetricSink implements MetricSink {
  private readonly registry: Registry;
  private readonly seriesMax: number;
  private readonly logger: Logger | undefined;
  private readonly families = new Map<string, MetricFamily>();
  private readonly collectors: (() => void | Promise<void>)[] = [];
  private series = 0;

  constructor({ registry, seriesMax = 5000, logger }: PrometheusMetricSinkOptions) {
    this.registry = registry;
    this.seriesMax = seriesMax;
    this.logger = logger;
  }

  increment(spec: MetricSpec, labels?: Labels, by = 1): void {
    this.seriesOf(spec, labels)?.increment(by);
  }

  set(spec: MetricSpec, value: number, labels?: Labels): void {
    this.seriesOf(spec, labels)?.set(value);
  }

  observe(spec: MetricSpec, value: number, labels?: Labels): void {
    this.seriesOf(spec, labels)?.observe(value);
  }

  remove(spec: MetricSpec, labels: Labels = {}): void {
    const family = this.families.get(spec.name);
    if (family) this.series -= family.remove(labels) * costOf(family);
  }

  onScrape(collect: () => void | Promise<void>): void {
    this.collectors.push(collect);
  }

  /** Adds the standard `process_*` and `nodejs_*` metrics and the build's info metric. */
  describeProcess(version: string): void {
    collectDefaultMetrics({ register: this.registry });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
    this.set(platformMetrics.build, 1, { version, node: process.versions.node });
    this.increment(platformMetrics.collectorErrors, undefined, 0);
  }

  /** Runs the collectors and renders the registry as Prometheus text. A collector that fails is logged and counted. */
  async render(): Promise<string> {
    for (const collect of this.collectors) {
      try {
        await collect();
      } catch (error) {
        this.increment(platformMetrics.collectorErrors);
        this.logger?.error('A metric collector failed; what it fills may be stale.', { error });
      }
    }
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  private seriesOf(spec: MetricSpec, labels: Labels | undefined): Series | undefined {
    const family = this.familyOf(spec);
    const key = family.keyOf(labels);
    return family.find(key) ?? this.admit(family, key, labels);
  }

  private admit(family: MetricFamily, key: string, labels: Labels | undefined): Series | undefined {
    const cost = costOf(family);
    if (cost > 0 && this.series + cost > this.seriesMax) {
      this.drop(family.spec);
      return undefined;
    }
    const added = family.add(key, labels);
    this.series += cost;
    return added;
  }

  private drop(spec: MetricSpec): void {
    const dropped = this.familyOf(platformMetrics.seriesDropped);
    const key = dropped.keyOf({ metric: spec.name });
    if (!dropped.find(key))
      this.logger?.warn(`Metric ${spec.name} has more series than fit: the process shows at most ${this.seriesMax}. Watch fewer concepts or raise observability.seriesMax.`);
    this.increment(platformMetrics.seriesDropped, { metric: spec.name });
  }

  private familyOf(spec: MetricSpec): MetricFamily {
    const known = this.families.get(spec.name);
    if (!known) {
      const family = new MetricFamily(spec, this.registry);
      this.families.set(spec.name, family);
      // A counter that appears with its first count has no increase: the alert would miss it.
      if (costOf(family) > 0) this.increment(platformMetrics.seriesDropped, { metric: spec.name }, 0);
      return family;
    }
    if (known.spec !== spec && !isSameMetric(known.spec, spec)) throw new Error(`Metric ${spec.name} is declared twice with different kinds or labels.`);
    return known;
  }
}

/** What one label set takes from the cap: nothing without labels, and nothing for the counter that reports the cap. */
function costOf({ spec, seriesPerLabelSet }: MetricFamily): number {
  return spec.labels?.length && spec.name !== platformMetrics.seriesDropped.name ? seriesPerLabelSet : 0;
}

function isSameMetric(a: MetricSpec, b: MetricSpec): boolean {
  return a.kind === b.kind && (a.labels ?? []).join() === (b.labels ?? []).join() && (a.buckets ?? []).join() === (b.buckets ?? []).join();
}
