import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BaselineView, DriftState, JobView, NormalPreview, StreamSettings, StreamSummary } from '@conceptwatch/contracts';
import { PictureBook } from '@conceptwatch/composition';
import { rawTar } from '@conceptwatch/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningService, temporaryFolder, until } from './running-service';

const folder = temporaryFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
const book = new PictureBook({ edge: 64, format: 'jpeg' });
const args = ['--baseline', at('train'), '--source', 'http', '--stream', 'main', '--bank', at('bank.yaml'), '--admin.window', '60', '--admin.folders', folder.path];
let service: RunningService;

const scenes = (seed: number, snow: number, count: number): Promise<Uint8Array[]> => Promise.all(Array.from({ length: count }, async (_, i) => (await book.scene({ seed, shift: snow ? { snow } : {} }, i)).bytes));

async function post(images: Uint8Array[]): Promise<void> {
  const { images: before } = await summary();
  for (const bytes of images) expect((await service.post('main', bytes)).status).toBe(202);
  await until(summary, ({ images: now }) => now >= before + images.length, 120_000);
}

const summary = async (): Promise<StreamSummary> => (await service.get<StreamSummary[]>('/streams')).find(({ stream }) => stream === 'main') as StreamSummary;
const drift = () => service.get<DriftState>('/streams/main/drift');
const snow = async () => (await drift()).concepts.find(({ concept }) => concept === 'snow');
const json = { 'content-type': 'application/json' };
const send = (method: string, path: string, body?: object) => service.fetch(path, { method, headers: json, ...(body ? { body: JSON.stringify(body) } : {}) });
const scrape = async () => (await fetch(service.metricsUrl)).text();

beforeAll(async () => {
  mkdirSync(at('train'));
  (await scenes(4_200_000, 0, 300)).forEach((bytes, i) => writeFileSync(at('train', `${i}.jpg`), bytes));
  writeFileSync(at('bank.yaml'), 'name: weather\nconcepts: [snow, fog]\n');
  service = await RunningService.watch(args, at('data'));
  await post(await scenes(4_300_000, 1, 120));
}, 300_000);

afterAll(async () => {
  await service.program.kill('SIGTERM');
  folder.remove();
});

describe('a running stream', { timeout: 300_000 }, () => {
  it('is in alarm, and says nothing of it while the concept is muted', async () => {
    expect(await until(snow, (concept) => concept?.active === true)).toMatchObject({ muted_until: null });
    expect(await summary()).toMatchObject({ status: 'drifting' });
    const muted = await send('PUT', '/streams/main/concepts/snow/mute', { hours: 1, reason: 'winter' });
    expect([muted.status, await muted.json()]).toEqual([200, { until: expect.any(Number) as number, by: expect.any(String) as string, reason: 'winter' }]);
    expect((await snow())?.muted_until).toBeGreaterThan(Date.now());
    expect((await drift()).sentence).not.toMatch(/snow/);
    await until(scrape, (text) => /conceptwatch_concept_muted\{.*concept="snow".*\} 1/.test(text));
    expect((await send('DELETE', '/streams/main/concepts/snow/mute')).status).toBe(204);
    expect(await summary()).toMatchObject({ status: 'drifting' });
    await until(scrape, (text) => !text.includes('concept_muted{'));
    expect((await send('DELETE', '/streams/main/concepts/snow/mute')).status).toBe(404);
    expect((await send('PUT', '/streams/main/concepts/none/mute', { hours: 1 })).status).toBe(404);
  });

  it('says what would be hidden before its newest images become normal', async () => {
    const preview = await service.get<NormalPreview>('/streams/main/normal?images=100');
    expect(preview).toMatchObject({ images: 100, hidden: [{ concept: 'snow', direction: 'rose', active: true }], sentence: expect.stringContaining('snow rose') as string });
    expect((await service.fetch('/streams/main/normal?images=5000')).status).toBe(409);
    expect((await service.fetch('/streams/main/normal?images=abc')).status).toBe(400);
    expect((await service.fetch('/streams/none/normal')).status).toBe(404);
  });

  it('goes over to its newest images, alarms no more, and stays there after a restart', async () => {
    const before = await service.get<StreamSettings>('/streams/main/settings');
    const made = await send('POST', '/streams/main/normal', { images: 100, id: 'winter' });
    expect([made.status, await made.json()]).toEqual([201, { ...before, baseline: 'winter' }]);
    await until(summary, ({ baseline }) => baseline.id === 'winter');
    expect((await service.get<BaselineView[]>('/baselines')).find(({ id }) => id === 'winter')).toMatchObject({ images: 100, origin: 'stream main', streams: ['main'] });
    await post(await scenes(4_400_000, 1, 60));
    expect(await summary()).toMatchObject({ status: 'quiet', baseline: { id: 'winter' } });
    expect((await snow())?.ks).toBeLessThan(0.35);
    const { token } = service;
    await service.program.kill('SIGTERM');
    service = await RunningService.watch(args, at('data'), token);
    expect(await summary()).toMatchObject({ baseline: { id: 'winter' }, images: 180 });
    const back = await send('PATCH', '/streams/main', { baseline: before.baseline });
    expect([back.status, await back.json()]).toEqual([200, before]);
    await until(summary, ({ baseline }) => baseline.id === before.baseline);
  });

  it('gets baselines from its own past and from an archive with a folder for each segment', async () => {
    const images = await scenes(4_700_000, 0, 60);
    writeFileSync(at('seasons.tar'), rawTar(images.map((bytes, i) => ({ name: `${i < 30 ? 'day' : 'night'}/${i}.jpg`, content: bytes }))));
    const made = await Promise.all([{ folder: 'stream:main', id: 'past' }, { folder: 'seasons.tar', id: 'seasons', segments: true }].map(async (options) => (await (await send('POST', '/jobs', { job: 'baseline', options })).json()) as JobView));
    for (const { id } of made) expect(await until(() => service.get<JobView>(`/jobs/${id}`), ({ status }) => status === 'done' || status === 'failed', 120_000)).toMatchObject({ status: 'done', error: null });
    expect(await service.get<unknown>(`/jobs/${made[1].id}/result`)).toMatchObject({ images: 60, segments: [{ name: 'day', images: 30 }, { name: 'night', images: 30 }] });
    const kept = await service.get<BaselineView[]>('/baselines');
    expect(kept.find(({ id }) => id === 'past')).toMatchObject({ images: 180, origin: 'stream:main', segments: [], fits_not: null });
    expect(kept.find(({ id }) => id === 'seasons')).toMatchObject({ segments: [{ name: 'day', images: 30 }, { name: 'night', images: 30 }] });
  });

  it('does a post once for one idempotency-key, and refuses the key for another', async () => {
    const make = (body: object) => service.fetch('/streams/main/normal', { method: 'POST', headers: { ...json, 'idempotency-key': 'spring-1' }, body: JSON.stringify(body) });
    const [first, again] = [await make({ images: 100, id: 'spring' }), await make({ images: 100, id: 'spring' })];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(await again.json()).toEqual(await first.json());
    expect((await make({ images: 90, id: 'spring' })).status).toBe(422);
    expect((await service.get<BaselineView[]>('/baselines')).filter(({ id }) => id === 'spring')).toHaveLength(1);
  });

  it('refuses in words what it cannot be changed to', async () => {
    expect((await send('PATCH', '/streams/main', {})).status).toBe(400);
    const unknown = await send('PATCH', '/streams/main', { baseline: 'none' });
    expect([unknown.status, ((await unknown.json()) as { detail: string }).detail]).toEqual([422, expect.stringContaining('Known:')]);
    expect((await send('PATCH', '/streams/none', { window: 100 })).status).toBe(404);
    expect((await send('POST', '/streams/main/normal', { images: 100, id: 'winter' })).status).toBe(409);
  });
});
