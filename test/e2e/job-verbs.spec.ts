import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AlignerList, type JobView, jobSchema, type StreamSummary } from '@conceptwatch/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli';
import { RunningService, temporaryFolder, until } from './running-service';

const PATIENCE_MS = 600_000;
const folder = temporaryFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
const data = at('data');
let service: RunningService;

const cli = async (...args: string[]): Promise<unknown> => {
  const { stdout, stderr } = await runCli([...args, '--json']);
  try {
    return JSON.parse(stdout) as unknown;
  } catch {
    throw new Error(`conceptwatch ${args.join(' ')}: ${stderr}`);
  }
};

beforeAll(async () => {
  for (const [name, count, ...more] of [['train', '300'], ['calm', '260', '--seed', '73'], ['few', '60', '--seed', '75'], ['past', '260', '--seed', '74', '--shift', 'snow=0.7']]) {
    const { code, stderr } = await runCli(['world', 'render', '--out', at('images', name), '--count', count, ...more]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  }
  service = await RunningService.watch(['--baseline', at('images', 'train'), '--source', 'http', '--stream', 'main', '--admin.window', '60', '--admin.folders', at('images')], data);
}, PATIENCE_MS);

afterAll(async () => {
  await service.program.kill('SIGTERM');
  folder.remove();
});

async function run(job: string, options: object): Promise<JobView> {
  const answer = await service.fetch('/jobs', { method: 'POST', body: JSON.stringify({ job, options }), headers: { 'content-type': 'application/json' } });
  const begun = jobSchema.parse(await answer.json());
  const ended = await until(() => service.get<JobView>(`/jobs/${begun.id}`), ({ status }) => status !== 'queued' && status !== 'running', PATIENCE_MS);
  expect(ended).toMatchObject({ status: 'done', error: null });
  if ((options as { verb?: string }).verb !== 'export') expect(ended.files.map(({ name }) => name)).toEqual(expect.arrayContaining(['result.json', 'result.csv', 'result.parquet']));
  return ended;
}
const result = ({ id }: JobView): Promise<Record<string, unknown>> => service.get(`/jobs/${id}/result`);
const file = async ({ id }: JobView, name: string): Promise<Buffer> => Buffer.from(await (await service.fetch(`/jobs/${id}/files/${name}`)).arrayBuffer());

describe('what a job finds is what the verb of its name prints', { timeout: PATIENCE_MS }, () => {
  it('calibrate', async () => {
    const done = await run('calibrate', { baseline: 'train', stream: 'calm', imagesBetweenFalseAlarms: 100 });
    expect(await result(done)).toEqual(await cli('calibrate', '--baseline', at('images', 'train'), '--stream', at('images', 'calm'), '--images-between-false-alarms', '100'));
    expect(done.summary).toMatch(/^The promise is kept|^Too few images/);
    expect((await file(done, 'result.parquet')).subarray(0, 4).toString()).toBe('PAR1');
  });

  it('bottleneck train and explain', async () => {
    const trained = await run('bottleneck', { verb: 'train', folder: 'train', classes: ['day', 'night'] });
    const { file: model, ...printed } = (await cli('bottleneck', 'train', at('images', 'train'), '--classes', 'day,night', '--out', at('b.json'))) as { file: string };
    expect(await result(trained)).toEqual(printed);
    expect(JSON.parse((await file(trained, 'bottleneck.json')).toString())).toEqual(JSON.parse(readFileSync(model, 'utf8')));
    const image = readdirSync(at('images', 'calm')).find((name) => /\.(jpe?g|png|webp)$/.test(name)) as string;
    const explained = await run('bottleneck', { verb: 'explain', model: `job:${trained.id}`, images: [`calm/${image}`] });
    const [why] = ((await cli('bottleneck', 'explain', model, at('images', 'calm', image))) as { explanations: object[] }).explanations;
    expect((await result(explained)).explanations).toEqual([{ ...why, file: `calm/${image}` }]);
  });

  it('backfill of a folder, with its tables', async () => {
    const done = await run('backfill', { from: 'past', stream: 'main' });
    const { directory, ...printed } = (await cli('backfill', '--from', at('images', 'past'), '--stream', 'main', '--data', data, '--out', at('out'))) as { directory: string; from: string; drift: boolean };
    expect(await result(done)).toEqual({ ...printed, directory: expect.stringContaining(done.id) as string });
    expect(printed.drift).toBe(true);
    expect(await file(done, 'drift-events.jsonl')).toEqual(readFileSync(join(directory, 'drift-events.jsonl')));
    expect(await file(done, 'scores-part-000000.parquet')).toEqual(readFileSync(join(directory, 'scores', 'part-000000.parquet')));
    expect((await run('backfill', { from: `job:${done.id}`, stream: 'main', embeddings: false })).summary).toMatch(/^Drift/);
  });

  it('align fit, evaluate, compare and export', async () => {
    const clock = { created_at: expect.any(Number) as number };
    for (const objective of ['least-squares', 'predictions']) {
      const fitted = await run('align', { verb: 'fit', name: objective, images: 'few', objective, group: 'object' });
      expect(await result(fitted)).toEqual(await cli('align', 'fit', '--images', at('images', 'few'), '--name', objective, '--objective', objective, '--group', 'object', '--data', at('other')));
    }
    const judged = await run('align', { verb: 'evaluate', name: 'least-squares', images: 'calm', labels: ['beach', 'forest'] });
    expect(await result(judged)).toEqual(await cli('align', 'evaluate', 'least-squares', '--images', at('images', 'calm'), '--labels', 'beach,forest', '--data', data));
    const compared = await run('align', { verb: 'compare', images: 'few' });
    expect(await result(compared)).toEqual(await cli('align', 'compare', '--images', at('images', 'few')));
    await cli('align', 'export', 'least-squares', '--out', at('a.pth'), '--data', at('other'));
    expect(await file(await run('align', { verb: 'export', name: 'least-squares', format: 'pth' }), 'least-squares.pth')).toEqual(readFileSync(at('a.pth')));
    const { aligners } = (await cli('align', 'list', '--data', data)) as { aligners: { name: string; digest: string }[] };
    const shown = await service.get<AlignerList>('/aligners');
    expect(shown.aligners.map(({ name, digest }) => ({ name, digest })).slice(1)).toEqual(aligners.map(({ name, digest }) => ({ name, digest })));
    expect(shown.aligners.find(({ name }) => name === 'least-squares')).toMatchObject({ objective: 'least-squares', origin: 'few', created_by: 'first start', parent: 'default', fits: true, in_use: false, evaluated: { on: 'calm', retained_accuracy: expect.any(Number) as number }, held_out: { r2: expect.any(Number) as number }, ...clock });
  });

  it('backfill of what the stream has kept, and replay', async () => {
    const names = readdirSync(at('images', 'past')).filter((name) => /\.(jpe?g|png|webp)$/.test(name)).sort();
    for (const name of names) expect((await service.post('main', readFileSync(at('images', 'past', name)))).status).toBe(202);
    await until(() => service.get<StreamSummary[]>('/streams'), ([{ images, lag }]) => images === names.length && lag === 0, PATIENCE_MS);
    const filled = await run('backfill', { stream: 'main' });
    const { directory: _, ...printed } = (await cli('backfill', '--from', 'history', '--stream', 'main', '--data', data, '--out', at('out-history'))) as { directory: string };
    expect(await result(filled)).toMatchObject(printed);
    const calibrated = await result(await run('calibrate', { baseline: 'baseline:train', stream: 'stream:main', imagesBetweenFalseAlarms: 100 }));
    expect(calibrated).toMatchObject({ verdict: 'broken', images: names.length, alarms: expect.arrayContaining([expect.objectContaining({ concept: 'snow' })]) as unknown[] });
    const replayed = await run('replay', { stream: 'main' });
    const other = await result(await run('replay', { stream: 'main', window: 40, imagesBetweenFalseAlarms: 1000 }));
    const found = await result(replayed);
    expect(found).toMatchObject({ drift: true, same: true, images: names.length });
    await service.program.kill('SIGTERM');
    expect(await cli('replay', '--stream', 'main', '--data', data)).toEqual(found);
    expect(await cli('replay', '--stream', 'main', '--data', data, '--window', '40', '--images-between-false-alarms', '1000')).toEqual(other);
  });
});
