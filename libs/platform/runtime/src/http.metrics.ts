import type { MetricSpec } from '@conceptwatch/ports';

/** Requests to the API and the web app. */
export const httpMetrics = {
  requests: { name: 'conceptwatch_http_requests_total', kind: 'counter', help: 'Answered requests by method, route (other: none of the API) and class of the status (2xx, 3xx, 4xx, 5xx).', labels: ['method', 'route', 'status'] },
  seconds: { name: 'conceptwatch_http_request_duration_seconds', kind: 'histogram', help: 'Time until a request was answered, by method; without live streams.', labels: ['method'], buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 30] },
} as const satisfies Record<string, MetricSpec>;
