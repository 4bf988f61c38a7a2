import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type JobPage, type JobType, type JobView, jobSchema } from '@conceptwatch/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot, runCli } from './run-cli';
import { RunningService, temporaryFolder, until } from './running-service';

const folder = temporaryFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
let service: RunningService;

const start = (token?: string): Promise<RunningService> => RunningService.watch(['--baseline', at('images', 'train'), '--source', 'http', '--stream', 'main', '--admin.folders', at('images')], at('data'), token);

beforeAll(async () => {
  for (const [name, ...more] of [['train'], ['snowy', '--shift', 'snow=0.7'], ['many']]) {
    const { code, stderr } = await runCli(['world', 'render', '--out', at('images', name), '--count', name === 'many' ? '900' : '150', '--seed', name === 'snowy' ? '72' : '71', ...more]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  }
  mkdirSync(at('secret'));
  symlinkSync(at('secret'), at('images', 'link'));
  service = await start();
}, 180_000);

afterAll(async () => {
  await service.program.kill('SIGTERM');
  folder.remove();
});

const json = { 'content-type': 'application/json' };
const post = (job: string, options: object, headers: Record<string, string> = {}) => service.fetch('/jobs', { method: 'POST', body: JSON.stringify({ job, options }), headers: { ...json, ...headers } });
const begin = async (job: string, options: object): Promise<JobView> => jobSchema.parse(await (await post(job, options)).json());
const job = (id: string): Promise<JobView> => service.get<JobView>(`/jobs/${id}`);
const ended = (id: string): Promise<JobView> => until(() => job(id), ({ status }) => status !== 'queued' && status !== 'running', 400_000);

describe('jobs over REST', { timeout: 600_000 }, () => {
  it('says which there are, with a form for each', async () => {
    const types = await service.get<JobType[]>('/job-types');
    const page = readFileSync(`${repositoryRoot}docs/JOBS.md`, 'utf8');
    expect(types.filter((type) => !page.includes(`| \`${type.job}\` |`))).toEqual([]);
    expect(types.map((type) => type.job)).toEqual(expect.arrayContaining(['compare', 'summarize', 'search', 'zero-shot', 'decode', 'bottleneck', 'baseline', 'evaluate', 'align', 'calibrate', 'backfill', 'replay']));
    expect(types.find((type) => type.job === 'search')?.options).toMatchObject({ properties: { query: { type: 'string' }, limit: { default: 200 } } });
  });

  it('compares two folders as the command line does, with a page and a table', async () => {
    const { id } = await begin('compare', { baseline: 'train', current: 'snowy' });
    const done = await ended(id);
    expect(done).toMatchObject({ status: 'done', error: null, summary: expect.stringMatching(/^snow rose for/) as string });
    const cli = JSON.parse((await runCli(['compare', at('images', 'train'), at('images', 'snowy'), '--json'])).stdout) as { concepts: unknown[]; sentence: string };
    const result = await service.get<typeof cli>(`/jobs/${id}/result`);
    expect(result.concepts).toEqual(cli.concepts);
    const csv = await (await service.fetch(`/jobs/${id}/files/result.csv`)).text();
    expect(csv.split('\r\n')[1]).toMatch(/^snow,rose,/);
    const page = await service.fetch(`/jobs/${id}/files/report.html`);
    expect(page.headers.get('content-disposition')).toContain('attachment');
    expect(await page.text()).toContain('<!doctype html>');
  });

  it('searches, summarizes, decodes and classifies', async () => {
    const jobs = [
      await begin('search', { images: 'snowy', query: 'snow > 0.5' }),
      await begin('summarize', { images: 'snowy' }),
      await begin('decode', { what: 'shift', from: 'train', to: 'snowy' }),
      await begin('zero-shot', { folder: 'snowy', labels: ['dog', 'cat', 'snow'] }),
      await begin('baseline', { folder: 'train', id: 'second' }),
    ];
    const all = await Promise.all(jobs.map(({ id }) => ended(id)));
    expect(all.map(({ status, error }) => ({ status, error }))).toEqual(all.map(() => ({ status: 'done', error: null })));
    expect(all[2].summary).toMatch(/snow/);
    const { decoded } = JSON.parse((await runCli(['decode', '--from', at('images', 'train'), '--to', at('images', 'snowy'), '--json'])).stdout) as { decoded: string[] };
    expect((await service.get<{ decoded: string[] }>(`/jobs/${all[2].id}/result`)).decoded).toEqual(decoded);
    for (const { files } of all.slice(0, 4)) expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['result.json', 'result.csv', 'result.parquet']));
    const places = await ended((await begin('zero-shot', { folder: 'many', labels: ['beach', 'forest', 'city'], templates: ['a photo of a {}'] })).id);
    const { quality } = await service.get<{ quality: { model: string; quality: { accuracy: number; matrix: number[][] } }[] }>(`/jobs/${places.id}/result`);
    expect(quality.map(({ model, quality: { accuracy, matrix } }) => ({ model, good: accuracy > 0.85, size: matrix.length }))).toEqual(['conceptwatch-source-supervised', 'conceptwatch-mini-clip'].map((model) => ({ model, good: true, size: 3 })));
    expect((await service.fetch('/streams', { method: 'POST', headers: json, body: JSON.stringify({ name: 'other', baseline: 'second' }) })).status).toBe(201);
  });

  it('puts images into words and sharpens a concept, with what a person must see', async () => {
    const jobs = [
      await begin('decode', { what: 'images', images: ['snowy/000000.jpg'], length: 2 }),
      await begin('decode', { what: 'images', images: ['snowy/000000.jpg'], by: 'limber', length: 12 }),
      await begin('decode', { what: 'head', group: 'background' }),
      await begin('refine', { folder: 'snowy', concept: 'snow', count: 5 }),
    ];
    const all = await Promise.all(jobs.map(({ id }) => ended(id)));
    expect(all.map(({ status, error }) => ({ status, error }))).toEqual(all.map(() => ({ status: 'done', error: null })));
    const { right } = await service.get<{ right: number }>(`/jobs/${jobs[2].id}/result`);
    expect(right).toBeGreaterThan(0.75);
    const refined = await service.get<{ positives: string[]; auroc?: { before: number; after: number } }>(`/jobs/${jobs[3].id}/result`);
    expect(refined.positives).toHaveLength(5);
    expect(refined.auroc?.after).toBeGreaterThan(0.8);
  });

  it('begins one job for one idempotency key, and refuses the key for another', async () => {
    const header = { 'idempotency-key': 'once' };
    const [a, b] = await Promise.all([post('summarize', { images: 'train' }, header), post('summarize', { images: 'train' }, header)].map(async (answer) => jobSchema.parse(await (await answer).json()).id));
    expect(a).toBe(b);
    expect((await post('summarize', { images: 'snowy' }, header)).status).toBe(422);
  });

  it('refuses what it cannot do with what to do about it', async () => {
    for (const [name, options, message] of [
      ['nothing', {}, /Known: compare/],
      ['search', { images: 'train' }, /query: /],
      ['search', { images: 'train', query: 'snow', more: 1 }, /more/],
    ] as const) {
      const answer = await post(name, options);
      expect(answer.status).toBe(422);
      expect(((await answer.json()) as { detail: string }).detail).toMatch(message);
    }
    for (const images of ['../secret', at('secret'), 'link', '/etc']) {
      const { status, error } = await ended((await begin('summarize', { images })).id);
      expect({ status, error }).toMatchObject({ status: 'failed', error: { code: 'refused_input', detail: expect.stringMatching(/There is no folder .* below/) as string } });
    }
    expect((await service.fetch('/jobs/none')).status).toBe(404);
  });

  it('lists pages, newest first', async () => {
    const first = await service.get<JobPage>('/jobs?limit=3');
    expect(first.jobs).toHaveLength(3);
    const second = await service.get<JobPage>(`/jobs?limit=3&before=${first.next}`);
    expect(second.jobs[0].created_at).toBeLessThanOrEqual(first.jobs[2].created_at);
    expect(new Set([...first.jobs, ...second.jobs].map(({ id }) => id)).size).toBe(6);
  });

  it('shows progress and cancels', async () => {
    const { id } = await begin('evaluate', { scenes: 20_000 });
    await until(() => job(id), ({ progress }) => (progress?.done ?? 0) > 0, 120_000);
    expect((await service.fetch(`/jobs/${id}/cancel`, { method: 'POST' })).status).toBe(200);
    expect(await ended(id)).toMatchObject({ status: 'cancelled', error: null });
  });

  it('goes on after kill -9 with the job that was running, at once, and those that waited', async () => {
    const running = await begin('backfill', { from: 'many', stream: 'main', chunk: 32 });
    const waiting = await begin('summarize', { images: 'train' });
    const before = await until(() => job(running.id), ({ status, progress }) => status === 'running' && (progress?.done ?? 0) > 0, 120_000);
    await service.program.kill('SIGKILL');
    service = await start(service.token);
    const again = await until(() => job(running.id), ({ attempts, progress }) => attempts === 2 && progress !== null, 120_000);
    expect(again.progress?.done).toBeGreaterThanOrEqual(before.progress?.done ?? Infinity);
    expect(await ended(waiting.id)).toMatchObject({ status: 'done' });
    expect(await ended(running.id)).toMatchObject({ status: 'done', attempts: 2 });
    const { directory: _, ...whole } = JSON.parse((await runCli(['backfill', '--from', at('images', 'many'), '--stream', 'main', '--chunk', '32', '--data', at('data'), '--out', at('out'), '--json'])).stdout) as { directory: string };
    expect(await service.get(`/jobs/${running.id}/result`)).toMatchObject({ ...whole, images: { items: 900, scored: 900, refused: 0 } });
  });
});
