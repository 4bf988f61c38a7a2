/** A metric as data: declared in one file per role, made real by platform/observability. */
export interface MetricSpec {
  name: `conceptwatch_${string}`;
  kind: 'counter' | 'gauge' | 'histogram';
  help: string;
  labels?: readonly string[];
  buckets?: readonly number[];
}

type Labels = Record<string, string>;

/** What a role may do with its metrics; platform/observability makes them prom-client objects. */
export interface MetricSink {
  increment(spec: MetricSpec, labels?: Labels, by?: number): void;
  set(spec: MetricSpec, value: number, labels?: Labels): void;
  observe(spec: MetricSpec, value: number, labels?: Labels): void;
  /** Forgets the series whose labels contain these; all series of the metric when none are given. */
  remove(spec: MetricSpec, labels?: Labels): void;
  /** Called before each scrape, to fill gauges that are read rather than pushed. */
  onScrape(collect: () => void | Promise<void>): void;
}
