import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '@conceptwatch/testing';
import { HealthRegistry } from './health-registry';
import { PrometheusMetricSink } from './prometheus-metric-sink';
import { startTelemetryServer, type TelemetryServer } from './telemetry-server';

const scrapes = { name: 'conceptwatch_scrapes_total', kind: 'counter', help: 'Scrapes.' } as const;
let server: TelemetryServer;
let health: HealthRegistry;
let clock: ManualClock;

beforeEach(async () => {
  const sink = new PrometheusMetricSink({ registry: new Registry() });
  sink.describeProcess('1.2.3');
  sink.onScrape(() => sink.increment(scrapes));
  health = new HealthRegistry();
  clock = new ManualClock();
  server = await startTelemetryServer({ host: '127.0.0.1', port: 0, sink, health, clock });
});
afterEach(() => server.close());

const text = async (path: string) => (await fetch(`${server.url}${path}`)).text();

describe('startTelemetryServer', () => {
  it('renders once per interval, however many ask', async () => {
    const answers = await Promise.all([text('/metrics'), text('/metrics')]);
    for (const answer of answers) expect(answer).toContain('conceptwatch_scrapes_total 1\n');
    clock.advance(1000);
    expect(await text('/metrics')).toContain('conceptwatch_scrapes_total 2\n');
  });

  it('speaks gzip when asked, and plain text otherwise', async () => {
    const zipped = await fetch(`${server.url}/metrics`, { headers: { 'accept-encoding': 'gzip' } });
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(await zipped.text()).toContain('conceptwatch_build_info{version="1.2.3"');
    const plain = await fetch(`${server.url}/metrics`, { headers: { 'accept-encoding': 'gzip;q=0, identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(plain.headers.get('content-type')).toContain('version=0.0.4');
  });

  it('has the standard process metrics under names that promtool takes', async () => {
    const metrics = await text('/metrics');
    expect(metrics).toContain('process_cpu_seconds_total');
    expect(metrics).not.toMatch(/# TYPE \S+_total gauge/);
  });

  it('says which check fails and why', async () => {
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    health.check('live', 'ingest loop', () => ({ ok: true }));
    health.check('ready', 'database', () => {
      throw new Error('connection refused');
    });
    const ready = await fetch(`${server.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: 'failing', checks: [{ name: 'database', ok: false, detail: 'connection refused' }] });
    const live = await fetch(`${server.url}/healthz`);
    expect([live.status, await live.json()]).toEqual([200, { status: 'ok', checks: [{ name: 'ingest loop', ok: true }] }]);
  });

  it('refuses what is not a GET and what is not there', async () => {
    expect((await fetch(`${server.url}/metrics`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${server.url}/`)).status).toBe(404);
    const head = await fetch(`${server.url}/metrics`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});
