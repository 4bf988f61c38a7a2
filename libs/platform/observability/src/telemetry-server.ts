import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock, Logger } from '@conceptwatch/ports';
import type { HealthRegistry, HealthReport } from './health-registry';
import type { PrometheusMetricSink } from './prometheus-metric-sink';
import { ScrapeCache } from './scrape-cache';
import { SystemClock } from './system-clock';

export interface TelemetryServerOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  sink: PrometheusMetricSink;
  health: HealthRegistry;
  clock?: Clock;
  logger?: Logger;
  /** How long one rendering of /metrics is served, in milliseconds. Default 1000. */
  freshMs?: number;
}

export interface TelemetryServer {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const SENT_TIMEOUT_MS = 10_000;

/** Serves /metrics, /healthz and /readyz on a port of their own, apart from the API. */
export async function startTelemetryServer(options: TelemetryServerOptions): Promise<TelemetryServer> {
  const cache = new ScrapeCache(() => options.sink.render(), options.clock ?? new SystemClock(), options.freshMs ?? 1000);
  const server = createServer((request, response) => {
    answer(request, response, { ...options, cache }).catch((error: unknown) => {
      options.logger?.error('The metrics could not be rendered.', { error });
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.requestTimeout = SENT_TIMEOUT_MS;
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const { address, family, port } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    port,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, parts: TelemetryServerOptions & { cache: ScrapeCache }): Promise<void> {
  const path = (request.url ?? '/').split('?')[0];
  if (request.method !== 'GET' && request.method !== 'HEAD') return sendText(response, 405, 'Only GET is answered here.', { allow: 'GET, HEAD' });
  if (path === '/metrics') return sendMetrics(request, response, parts);
  if (path === '/healthz') return sendHealth(response, parts.health.report('live'));
  if (path === '/readyz') return sendHealth(response, parts.health.report('ready'));
  sendText(response, 404, 'Here are /metrics, /healthz and /readyz.');
}

async function sendMetrics(request: IncomingMessage, response: ServerResponse, { cache, sink }: TelemetryServerOptions & { cache: ScrapeCache }): Promise<void> {
  const { plain, gzipped } = await cache.get();
  const wantsGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0+)?\s*(?:,|$))/.test(request.headers['accept-encoding'] ?? '');
  const body = wantsGzip ? gzipped : plain;
  response.writeHead(200, {
    'content-type': sink.contentType,
    'content-length': body.length,
    vary: 'accept-encoding',
    'cache-control': 'no-store',
    ...(wantsGzip ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function sendHealth(response: ServerResponse, report: HealthReport): void {
  response.writeHead(report.ok ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ status: report.ok ? 'ok' : 'failing', checks: report.checks }));
}

function sendText(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers });
  response.end(`${text}\n`);
}
