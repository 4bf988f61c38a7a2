import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kafkaAvailability } from '@conceptwatch/testing';
import { PictureBook } from '@conceptwatch/composition';
import { DEMO_CAMERA } from '@conceptwatch/world';
import type { Dashboard } from '../dashboards/linter';
import { fillIn } from '../dashboards/promql';
import { OtlpCollector } from '../e2e/otlp-collector';
import { temporaryFolder, until } from '../e2e/running-service';
import { RunningCluster, STREAM } from '../faults/services/running-cluster';
import { describeWhere, requirement } from '../requirements';
import { type MonitoringServer, startClusterPrometheus } from './monitoring-servers';

const MINUTES = 60_000;
const { panels } = JSON.parse(readFileSync(new URL('../../dashboards/kafka.json', import.meta.url), 'utf8')) as Dashboard;
const missing = [kafkaAvailability(), requirement('postgres'), requirement('prometheus')].find(({ available }) => !available);

describeWhere(missing ?? { available: true }, 'the four services over Kafka, as an operator sees them', () => {
  const folder = temporaryFolder();
  let collector: OtlpCollector;
  let cluster: RunningCluster;
  let prometheus: MonitoringServer;
  let picture: Uint8Array;

  beforeAll(async () => {
    collector = await OtlpCollector.start();
    picture = await new PictureBook().frame(DEMO_CAMERA, 0);
    cluster = await RunningCluster.start(['admin']);
    for (const role of ['concept-bank', 'drift', 'ingest'] as const) await cluster.startService(role, collector.flags);
    prometheus = await startClusterPrometheus(folder.path, Object.fromEntries(cluster.services.map(({ role, metricsUrl }) => [role, new URL(metricsUrl).host])));
  }, 8 * MINUTES);

  afterAll(async () => {
    await prometheus?.stop();
    await cluster?.close();
    collector?.stop();
    folder.remove();
  }, 2 * MINUTES);

  /** As a camera posts: to ingest, with the token that admin told. */
  async function post(): Promise<void> {
    const [, token] = /First token.*(cw_[\w-]+)/.exec(cluster.services[0].program.lines.join('\n'))!;
    const { url } = JSON.parse(cluster.services[3].program.stderr.split('\n').find((line) => line.includes('is ready'))!) as { url: string };
    const answer = await fetch(`${url}/api/v1/streams/${STREAM}/images`, { method: 'POST', body: Buffer.from(picture), headers: { authorization: `Bearer ${token}`, 'content-type': 'image/jpeg' } });
    expect(answer.status).toBe(202);
  }

  it('every expression of the dashboard Kafka returns data', async () => {
    const empty = async (): Promise<string[]> => {
      await post();
      const places: string[] = [];
      for (const { title, targets = [] } of panels)
        for (const { expr, refId } of targets) if ((await prometheus.query(fillIn(expr, { stream: STREAM, __rate_interval: '1m' }))).length === 0) places.push(`${title} / ${refId}`);
      return places;
    };
    expect(await until(empty, (places) => places.length === 0, 4 * MINUTES)).toEqual([]);
    const [{ value }] = await prometheus.query('max(conceptwatch_kafka_brokers)');
    expect(value[1]).toBe('1');
  }, 6 * MINUTES);

  it('promtool has nothing to say about what each of them serves', async () => {
    for (const { role, metricsUrl } of cluster.services) {
      const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: await (await fetch(metricsUrl)).text(), encoding: 'utf8' });
      expect({ role, status, said: stdout + stderr }).toEqual({ role, status: 0, said: '' });
    }
  }, 2 * MINUTES);

  it('an image is followed through three processes by what the headers of its records carry', async () => {
    await post();
    const chain = await until(() => Promise.resolve(collector.chain(['receive', 'ingest', 'concept-bank', 'drift'])), (found) => found !== undefined, 3 * MINUTES);
    expect(new Set(chain?.map(({ traceId }) => traceId)).size).toBe(1);
  }, 4 * MINUTES);
});
