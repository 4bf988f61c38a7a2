import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { MetricSpec } from '@conceptwatch/ports';

/** One series of a metric: what the hot path keeps and calls. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  increment(by: number): void;
  set(value: number): void;
  observe(value: number): void;
}

const NO_LABELS: Readonly<Record<string, string>> = {};
/** The series `le="+Inf"`, `_sum` and `_count` that a histogram has beside its buckets. */
const EXTRA_HISTOGRAM_SERIES = 3;

/** One declared metric with the series that it has so far. */
export class MetricFamily {
  /** How many series on the wire one label set is. */
  readonly seriesPerLabelSet: number;
  private readonly metric: Counter | Gauge | Histogram;
  private readonly labelNames: readonly string[];
  private readonly known = new Map<string, Series>();

  constructor(
    readonly spec: MetricSpec,
    registry: Registry,
  ) {
    this.labelNames = spec.labels ?? [];
    const common = { name: spec.name, help: spec.help, labelNames: [...this.labelNames], registers: [registry] };
    if (spec.kind === 'counter') this.metric = new Counter(common);
    else if (spec.kind === 'gauge') this.metric = unsetGauge(new Gauge(common));
    else this.metric = new Histogram({ ...common, buckets: bucketsOf(spec) });
    this.seriesPerLabelSet = spec.kind === 'histogram' ? bucketsOf(spec).length + EXTRA_HISTOGRAM_SERIES : 1;
  }

  /** @throws Error when a declared label has no value. */
  keyOf(labels: Record<string, string> | undefined): string {
    if (this.labelNames.length === 0) return '';
    let key = '';
    for (const name of this.labelNames) {
      const value = labels?.[name];
      if (value === undefined) throw new Error(`Metric ${this.spec.name} needs a value for its label "${name}".`);
      key += `${value}\u0000`;
    }
    return key;
  }

  find(key: string): Series | undefined {
    return this.known.get(key);
  }

  /** @throws Error when a label was not declared. */
  add(key: string, labels: Record<string, string> = NO_LABELS): Series {
    const stray = Object.keys(labels).find((name) => !this.labelNames.includes(name));
    if (stray !== undefined) throw new Error(`Metric ${this.spec.name} has no label "${stray}"; declared are: ${this.labelNames.join(', ') || 'none'}.`);
    const series = toSeries(this.metric, { ...labels });
    this.known.set(key, series);
    return series;
  }

  /** @returns how many label sets went away. */
  remove(labels: Record<string, string>): number {
    const wanted = Object.entries(labels);
    if (wanted.length === this.labelNames.length) return this.removeOne(this.keyOf(labels));
    let removed = 0;
    for (const [key, series] of this.known) if (wanted.every(([name, value]) => series.labels[name] === value)) removed += this.removeOne(key);
    return removed;
  }

  private removeOne(key: string): 0 | 1 {
    const series = this.known.get(key);
    if (!series) return 0;
    this.metric.remove(series.labels as Record<string, string>);
    this.known.delete(key);
    return 1;
  }
}

function bucketsOf(spec: MetricSpec): number[] {
  if (!spec.buckets?.length) throw new Error(`Histogram ${spec.name} declares no buckets: choose them for what it measures.`);
  return [...spec.buckets];
}

/** prom-client starts a gauge without labels at 0; a value that nobody has set yet is absent instead. */
function unsetGauge(gauge: Gauge): Gauge {
  gauge.remove({});
  return gauge;
}

function toSeries(metric: Counter | Gauge | Histogram, labels: Record<string, string>): Series {
  const wrongKind = (): never => {
    throw new Error('A metric was used as another kind than it was declared: counters increment, gauges set, histograms observe.');
  };
  const none = { labels, increment: wrongKind, set: wrongKind, observe: wrongKind };
  if (metric instanceof Counter) {
    const child = metric.labels(labels);
    return { ...none, increment: (by) => child.inc(by) };
  }
  if (metric instanceof Gauge) {
    const child = metric.labels(labels);
    return { ...none, set: (value) => child.set(value) };
  }
  const child = metric.labels(labels);
  return { ...none, observe: (value) => child.observe(value) };
}
