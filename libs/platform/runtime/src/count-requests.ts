import type { RequestHandler } from 'express';
import type { MetricSink } from '@conceptwatch/ports';
import { httpMetrics } from './http.metrics';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Counts requests when they are answered. The route is the pattern and not the path, so that its values have a bound. */
export function countRequests(metrics: MetricSink): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    response.once('finish', () => {
      const method = METHODS.has(request.method) ? request.method : 'other';
      const route = (request.route as { path?: unknown } | undefined)?.path;
      metrics.increment(httpMetrics.requests, { method, route: typeof route === 'string' && route.startsWith('/api/') ? route : 'other', status: `${Math.floor(response.statusCode / 100)}xx` });
      if (!String(response.getHeader('content-type')).startsWith('text/event-stream')) metrics.observe(httpMetrics.seconds, (performance.now() - start) / 1000, { method });
    });
    next();
  };
}
