import type { MetricSpec } from '@conceptwatch/ports';

/** What platform/observability says about itself. */
export const platformMetrics = {
  build: {
    name: 'conceptwatch_build_info',
    kind: 'gauge',
    help: 'Constant 1; the labels name the version that runs and its Node.',
    labels: ['version', 'node'],
  },
  seriesDropped: {
    name: 'conceptwatch_series_dropped_total',
    kind: 'counter',
    help: 'Updates of a metric that were not recorded because the process already shows as many series as observability.seriesMax allows.',
    labels: ['metric'],
  },
  collectorErrors: {
    name: 'conceptwatch_scrape_collector_errors_total',
    kind: 'counter',
    help: 'Collectors that failed during a scrape; what they fill may be stale.',
  },
} as const satisfies Record<string, MetricSpec>;
