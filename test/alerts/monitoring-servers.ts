import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@conceptwatch/testing';
import { parse, stringify } from 'yaml';
import { until } from '../e2e/running-service';

const deploy = fileURLToPath(new URL('../../deploy/', import.meta.url));

/** A notification as Alertmanager posts it. */
export interface Notification {
  receiver: string;
  status: 'firing' | 'resolved';
  alerts: { status: string; labels: Record<string, string>; annotations: Record<string, string> }[];
}

/** Shared with the sender. */
export const SIGNING_SECRET = 'known to sender and receiver alone';

/** As a receiver checks it, following the documentation. */
function isSigned(headers: IncomingHttpHeaders, body: string): boolean {
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  return headers['webhook-signature'] === `v1,${createHmac('sha256', SIGNING_SECRET).update(signed).digest('base64')}`;
}

/** A CloudEvent as conceptwatch itself posts it. */
export interface PostedEvent {
  id: string;
  type: string;
  subject: string;
  data: { sentence: string };
}

/** Takes notifications of Alertmanager, where the path of a post is the name of the receiver, and of conceptwatch itself (/events). */
export class WebhookReceiver {
  readonly notifications: Notification[] = [];
  /** Signed as `signature` says, or not taken. */
  readonly events: PostedEvent[] = [];
  private constructor(private readonly server: Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
        const body = Buffer.concat(parts).toString();
        if (request.url !== '/events') receiver.notifications.push({ ...(JSON.parse(body) as Notification), receiver: request.url!.slice(1) });
        else if (isSigned(request.headers, body)) receiver.events.push(JSON.parse(body) as PostedEvent);
        else response.statusCode = 401;
        response.end();
      });
    });
    const receiver = new WebhookReceiver(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
  }
}

/** The shipped Alertmanager configuration with its webhooks led to a receiver; group_wait and the rest as shipped. */
export async function startAlertmanager(folder: string, receiverUrl: string): Promise<MonitoringServer> {
  const port = await freePort();
  const config = parse(readFileSync(`${deploy}alertmanager/alertmanager.yaml`, 'utf8')) as { receivers: { webhook_configs?: { url: string }[] }[] };
  for (const { webhook_configs = [] } of config.receivers) for (const webhook of webhook_configs) webhook.url = `${receiverUrl}${new URL(webhook.url).pathname}`;
  const file = path.join(folder, 'alertmanager.yaml');
  writeFileSync(file, stringify(config));
  return MonitoringServer.start('prometheus-alertmanager', [`--config.file=${file}`, `--storage.path=${path.join(folder, 'alertmanager')}`, `--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='], port);
}

interface PrometheusConfig {
  global: Record<string, unknown>;
  rule_files: string[];
  alerting: { alertmanagers: { static_configs: { targets: string[] }[] }[] };
  scrape_configs: Record<string, unknown>[];
}

/** The shipped Prometheus configuration and rules for one machine, scraping every five seconds so that a test need not wait. */
export const startPrometheus = (folder: string, target: string, alertmanager: string): Promise<MonitoringServer> =>
  startPrometheusWith(folder, 'prometheus.yaml', (config) => {
    config.alerting.alertmanagers[0].static_configs[0].targets = [alertmanager];
    config.scrape_configs[0].static_configs = [{ targets: [target] }];
  });

/** The one for the cluster. @param targets role → host:port, instead of names that only a network of containers knows */
export const startClusterPrometheus = (folder: string, targets: Readonly<Record<string, string>>): Promise<MonitoringServer> =>
  startPrometheusWith(folder, 'prometheus.cluster.yaml', (config) => {
    config.alerting.alertmanagers = [];
    const { dns_sd_configs: _, relabel_configs: __, ...kept } = config.scrape_configs[0];
    config.scrape_configs[0] = { ...kept, static_configs: Object.entries(targets).map(([role, target]) => ({ targets: [target], labels: { job: `conceptwatch-${role}` } })) };
  });

async function startPrometheusWith(folder: string, name: string, change: (config: PrometheusConfig) => void): Promise<MonitoringServer> {
  const port = await freePort();
  const config = parse(readFileSync(`${deploy}prometheus/${name}`, 'utf8')) as PrometheusConfig;
  Object.assign(config.global, { scrape_interval: '5s', scrape_timeout: '5s', evaluation_interval: '1s' });
  config.rule_files = config.rule_files.map((file) => `${deploy}prometheus/${file}`);
  change(config);
  const file = path.join(folder, name);
  writeFileSync(file, stringify(config));
  return MonitoringServer.start('prometheus', [`--config.file=${file}`, `--storage.tsdb.path=${path.join(folder, 'prometheus')}`, `--web.listen-address=127.0.0.1:${port}`], port);
}

export class MonitoringServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly address: string,
  ) {}

  static async start(program: string, args: string[], port: number): Promise<MonitoringServer> {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-4000)));
    const server = new MonitoringServer(child, `127.0.0.1:${port}`);
    const isReady = () => fetch(`http://${server.address}/-/ready`).then(({ ok }) => ok, () => false);
    await until(isReady, (ready) => ready || child.exitCode !== null, 120_000);
    if (child.exitCode !== null) throw new Error(`${program} ended at once: ${said}`);
    return server;
  }

  /** An instant query. @returns the series of the answer; @throws with Prometheus' own words */
  async query(expression: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> {
    const answer = await fetch(`http://${this.address}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query: expression }) });
    const { status, data, error } = (await answer.json()) as { status: string; data: { resultType: string; result: never }; error?: string };
    if (status !== 'success') throw new Error(`${expression}: ${error}`);
    return data.result;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('close', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }
}
