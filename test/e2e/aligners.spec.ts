import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type About, type AlignerDetail, type AlignerList, alignerSchema, type Problem, type Promotion, type StreamSummary } from '@conceptwatch/contracts';
import { PictureBook } from '@conceptwatch/composition';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot, runCli } from './run-cli';
import { RunningService, temporaryFolder, until } from './running-service';

const PATIENCE_MS = 180_000;
const folder = temporaryFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
const fixture = (name: string): Uint8Array<ArrayBuffer> => Uint8Array.from(readFileSync(`${repositoryRoot}test/fixtures/aligners/${name}`));
let service: RunningService;

const start = (token?: string): Promise<RunningService> => RunningService.watch(['--baseline', at('train'), '--source', 'http', '--stream', 'main'], at('data'), token);

beforeAll(async () => {
  const book = new PictureBook({ edge: 64, format: 'jpeg' });
  mkdirSync(at('train'));
  for (let i = 0; i < 120; i++) writeFileSync(at('train', `${i}.jpg`), (await book.scene({ seed: 4_100_000, shift: {} }, i)).bytes);
  const { code } = await runCli(['align', 'fit', '--images', at('train'), '--name', 'mine', '--data', at('data')]);
  expect(code).toBe(0);
  service = await start();
}, PATIENCE_MS);

afterAll(async () => {
  await service.program.kill('SIGTERM');
  folder.remove();
});

const upload = (name: string, bytes: Uint8Array<ArrayBuffer>) => service.fetch(`/aligners?name=${name}`, { method: 'POST', body: bytes, headers: { 'content-type': 'application/octet-stream' } });
const post = (path: string, body: object = {}) => service.fetch(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
const list = (): Promise<AlignerList> => service.get('/aligners');

describe('aligners over REST', { timeout: PATIENCE_MS }, () => {
  it('lists the bundled one and others with where they come from', async () => {
    const { aligners, back_to: back, fixed_by: fixed } = await list();
    expect(aligners.map(({ name, in_use: used, promoted, fits }) => ({ name, used, promoted, fits }))).toEqual([
      { name: 'bundled', used: true, promoted: true, fits: true },
      { name: 'mine', used: false, promoted: false, fits: true },
    ]);
    expect({ back, fixed }).toEqual({ back: null, fixed: null });
    expect(aligners[0]).toMatchObject({ source: { name: 'conceptwatch-source-supervised' }, held_out: { r2: expect.any(Number) as number }, images: { training: 12_000, held_out: 1500 } });
  });

  it('imports files of every format, gives them back, and refuses in words what is none', async () => {
    const names: string[] = [];
    for (const format of ['pth', 'npz', 'safetensors', 'onnx']) {
      const answer = await service.fetch(`/aligners/mine/file?format=${format}`);
      expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="mine.${format}"`);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (format === 'onnx') continue;
      names.push(`by-${format}`);
      const added = await upload(`by-${format}`, bytes);
      expect(added.status).toBe(201);
      expect(alignerSchema.parse(await added.json())).toMatchObject({ name: `by-${format}`, source_dim: 416, target_dim: 128, fits: true, created_by: 'first start', origin: 'uploaded', parent: 'default' });
    }
    expect((await list()).aligners.map(({ name }) => name)).toEqual(['bundled', ...names.sort(), 'mine']);
    for (const [name, bytes, status, detail] of [
      ['torn', Uint8Array.of(1, 2, 3), 422, /safetensors|npz|pth/],
      ['code', fixture('code.pth'), 422, /./],
      ['empty', new Uint8Array(), 400, /no body/],
      ['Big Name', fixture('linear.pth'), 400, /1 to 64 characters/],
      ['bundled', fixture('linear.pth'), 422, /Choose another name/],
      ['huge', new Uint8Array(64 * 1024 ** 2 + 1), 413, /admin\.maxAlignerBytes/],
    ] as const) {
      const answer = await upload(name, bytes);
      expect({ name, status: answer.status }).toEqual({ name, status });
      expect(((await answer.json()) as Problem).detail).toMatch(detail);
    }
    expect((await service.fetch('/aligners/none')).status).toBe(404);
    expect((await service.fetch('/aligners/mine/file?format=exe')).status).toBe(400);
  });

  it('says what a promotion brings about, uses the aligner at the next start, and goes back', async () => {
    const preview = await service.get<Promotion>('/aligners/mine/promotion');
    expect(preview).toMatchObject({ allowed: true, why_not: null, banks: ['default'], streams: [{ stream: 'main', stored: 0 }] });
    expect(preview.baselines).toEqual([expect.objectContaining({ id: 'train', images: 120, folder: true, streams: ['main'] })]);
    expect((await post('/aligners/mine/promote', { digest: '0'.repeat(64) })).status).toBe(422);
    expect((await post('/aligners/mine/promote', { digest: preview.digest })).status).toBe(200);
    expect(await service.get<Promotion>('/aligners/mine/promotion')).toMatchObject({ allowed: false, why_not: expect.stringContaining('already') as string });
    await service.program.kill('SIGTERM');
    service = await start(service.token);
    expect((await service.get<About>('/about')).models.aligner).toBe('mine');
    const { aligners, back_to: back } = await list();
    expect(aligners.filter((each) => each.in_use).map(({ name }) => name)).toContain('mine');
    expect(back).toBe('bundled');
    const image = readFileSync(at('train', '1.jpg'));
    expect((await service.post('main', image)).status).toBe(202);
    await until(() => service.get<StreamSummary[]>('/streams'), ([{ images, baseline }]) => images === 1 && baseline.status !== 'mismatch', PATIENCE_MS);
    expect(((await (await post('/aligners/rollback')).json()) as AlignerList).back_to).toBeNull();
    expect((await post('/aligners/rollback')).status).toBe(422);
    await service.program.kill('SIGTERM');
    service = await start(service.token);
    expect((await service.get<About>('/about')).models.aligner).toBe('default');
  });

  it('does not promote what would keep the service from its next start', async () => {
    const file = at('train.baseline');
    expect((await runCli(['baseline', 'create', at('train'), '--out', file])).code).toBe(0);
    const train = at('train');
    renameSync(train, at('gone'));
    const other = await RunningService.watch(['--baseline', file, '--source', 'http', '--stream', 'main'], at('other'));
    try {
      const bytes = new Uint8Array(await (await service.fetch('/aligners/mine/file')).arrayBuffer());
      expect((await other.fetch('/aligners?name=mine', { method: 'POST', body: bytes, headers: { 'content-type': 'application/octet-stream' } })).status).toBe(201);
      expect(await other.get<Promotion>('/aligners/mine/promotion')).toMatchObject({ allowed: false, why_not: expect.stringContaining('could not make it again') as string, baselines: [{ folder: false, streams: ['main'] }] });
    } finally {
      await other.program.kill('SIGTERM');
      renameSync(at('gone'), train);
    }
  });

  it('does not promote what does not fit', async () => {
    const wrong = { ...(await service.get<AlignerDetail>('/aligners/bundled')) };
    expect(wrong.fits).toBe(true);
    expect((await upload('alien', fixture('linear.pth'))).status).toBe(201);
    const preview = await service.get<Promotion>('/aligners/alien/promotion');
    expect(preview).toMatchObject({ allowed: false, why_not: expect.stringMatching(/takes \d+ values|gives \d+ values/) as string });
    const answer = await post('/aligners/alien/promote', { digest: preview.digest });
    expect(answer.status).toBe(422);
    expect(((await answer.json()) as Problem).detail).toContain('cannot be promoted');
  });
});
