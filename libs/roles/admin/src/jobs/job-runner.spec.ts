import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { PrometheusMetricSink } from '@conceptwatch/platform/observability';
import type { JobDefinition, Logger } from '@conceptwatch/ports';
import { ManualClock } from '@conceptwatch/testing';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AdminConfig } from '../admin.config';
import { JobQueue } from './job-queue';
import { JobRunner } from './job-runner';

const PATIENCE = { timeout: 60_000, interval: 20 };
const nothing = (): void => undefined;
const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing } as unknown as Logger;
let metrics: PrometheusMetricSink;
beforeEach(() => void (metrics = new PrometheusMetricSink({ registry: new Registry() })));
let stop: (() => Promise<void>) | undefined;
afterEach(() => stop?.());

async function start(jobsAtOnce: number, run: JobDefinition['run']): Promise<{ queue: JobQueue; clock: ManualClock }> {
  const clock = new ManualClock();
  const state = await SqlStateStore.openSqlite({ path: ':memory:', clock });
  const queue = new JobQueue(state, clock);
  const definition: JobDefinition = { name: 'count', title: '', description: '', optionsSchema: {}, parse: (options) => options as Record<string, unknown>, run };
  const runner = new JobRunner(queue, [definition], state, { jobsAtOnce, jobsKept: 100 } as AdminConfig, metrics, logger);
  runner.onApplicationBootstrap();
  stop = () => runner.onApplicationShutdown();
  return { queue, clock };
}
const outcome = (summary: string) => ({ summary, result: { summary }, table: [['name'], ['=1+1']] });

it('runs as many jobs at once as it may, and the others after them', { timeout: 120_000 }, async () => {
  const going: (() => void)[] = [];
  let most = 0;
  let running = 0;
  const { queue } = await start(2, async () => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => going.push(resolve));
    running--;
    return outcome('counted');
  });
  for (let i = 0; i < 5; i++) await queue.add('count', {}, { createdBy: 'ann' });
  await vi.waitFor(async () => expect(await metrics.render()).toMatch(/^conceptwatch_jobs_running 2$[^]*^conceptwatch_jobs_waiting 3$/m), PATIENCE);
  for (let i = 0; i < 5; i++) {
    await vi.waitFor(() => expect(going.length).toBeGreaterThan(0), PATIENCE);
    going.shift()?.();
  }
  await vi.waitFor(async () => expect((await queue.list()).map(({ body }) => body.status)).toEqual(Array.from({ length: 5 }, () => 'done')), PATIENCE);
  expect(most).toBe(2);
});

it('tries again what may pass, and keeps the result as JSON and as a table', { timeout: 120_000 }, async () => {
  let tries = 0;
  const { queue, clock } = await start(1, () => {
    if (++tries === 1) return Promise.reject(Object.assign(new Error('the broker is gone'), { code: 'log_unavailable', retriable: true }));
    return Promise.resolve(outcome('counted'));
  });
  const { document } = await queue.add('count', {}, { createdBy: 'ann' });
  await vi.waitFor(async () => expect((await queue.get(document.id))?.body).toMatchObject({ status: 'queued', attempts: 1, error: { detail: 'the broker is gone' } }), PATIENCE);
  clock.advance(2_001);
  await vi.waitFor(async () => expect((await queue.get(document.id))?.body).toMatchObject({ status: 'done', attempts: 2, error: null }), PATIENCE);
  expect((await queue.get(document.id))?.body.files.map(({ name }) => name)).toEqual(['result.json', 'result.csv']);
});
