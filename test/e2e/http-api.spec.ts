import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PictureBook } from '@conceptwatch/composition';
import { type AcceptedBatch, acceptedBatchSchema, acceptedImageSchema, type DriftState, driftStateSchema, type Problem, problemSchema, type StreamSummary } from '@conceptwatch/contracts';
import { RunningService, temporaryFolder, until } from './running-service';

const folder = temporaryFolder();
const pictures: Uint8Array[] = [];
let service: RunningService;

beforeAll(async () => {
  const book = new PictureBook({ edge: 96, format: 'jpeg' });
  const train = join(folder.path, 'train');
  mkdirSync(train);
  writeFileSync(join(folder.path, 'bank.yaml'), 'name: small\nconcepts: [fog, beach, night, snow]\n');
  for (let i = 0; i < 140; i++) {
    const { bytes } = await book.scene({ seed: 4_100_000, shift: {} }, i);
    if (i < 120) writeFileSync(join(train, `${i}.jpg`), bytes);
    else pictures.push(bytes);
  }
  service = await RunningService.watch(['--baseline', train, '--source', 'http', '--stream', 'main', '--bank', join(folder.path, 'bank.yaml'), '--window', '20'], join(folder.path, 'data'));
}, 120_000);

afterAll(async () => {
  await service.program.kill('SIGTERM');
  folder.remove();
});

async function refusal(bytes: Uint8Array, headers?: Record<string, string>): Promise<Problem> {
  const response = await service.post('main', bytes, headers);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const problem = problemSchema.parse(await response.json());
  expect(problem.status).toBe(response.status);
  return problem;
}

const summary = async (name: string) => (await service.get<StreamSummary[]>('/streams')).find(({ stream }) => stream === name);

describe('the HTTP API', () => {
  it('takes an image once for one idempotency-key, and refuses the key for another', async () => {
    const [image, other] = pictures;
    const post = (bytes: Uint8Array) => service.post('main', bytes, { 'idempotency-key': 'gate-3-000017' });
    const [first, again] = [acceptedImageSchema.parse(await (await post(image)).json()), await post(image)];
    expect(again.status).toBe(202);
    expect(acceptedImageSchema.parse(await again.json())).toEqual(first);
    expect((await post(Buffer.concat([other, Buffer.from('more')]))).status).toBe(422);
    await until(() => summary('main'), (stream) => stream?.images === 1);
  });

  it('takes JPEG, PNG and WebP, and several at once; what it took is tracked', async () => {
    const [jpeg] = pictures;
    const formats = [jpeg, await sharp(jpeg).png().toBuffer(), await sharp(jpeg).webp().toBuffer()];
    for (const bytes of formats) {
      const response = await service.post('main', bytes);
      expect(response.status).toBe(202);
      expect(acceptedImageSchema.parse(await response.json()).stream).toBe('main');
    }
    const form = new FormData();
    for (const [i, bytes] of [...pictures, Buffer.from('no image')].entries()) form.append('image', new Blob([Buffer.from(bytes)]), `${i}.jpg`);
    const response = await service.fetch('/streams/main/images', { method: 'POST', body: form });
    expect(response.status).toBe(202);
    const batch: AcceptedBatch = acceptedBatchSchema.parse(await response.json());
    expect(batch.accepted).toHaveLength(pictures.length);
    expect(batch.refused).toMatchObject([{ name: `${pictures.length}.jpg`, reason: 'not-an-image' }]);
    await until(() => summary('main'), (stream) => stream?.images === 1 + formats.length + pictures.length);
    const drift: DriftState = driftStateSchema.parse(await service.get('/streams/main/drift'));
    expect(drift.window).toEqual({ size: 20, count: 20 });
    expect(drift.concepts.map(({ concept }) => concept).sort()).toEqual(['beach', 'fog', 'night', 'snow']);
  });

  it('says what is wrong with each bad image, and goes on with its neighbours', async () => {
    const [jpeg] = pictures;
    const bomb = await sharp({ create: { width: 10_000, height: 10_000, channels: 3, background: 'white' } }).png({ compressionLevel: 9 }).toBuffer();
    const started = performance.now();
    expect(await refusal(bomb, { 'content-type': 'image/png' })).toMatchObject({ status: 413, code: 'too-many-pixels' });
    expect(performance.now() - started).toBeLessThan(5000);
    expect(await refusal(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toMatchObject({ status: 415, code: 'unsupported-format' });
    expect(await refusal(await sharp(jpeg).gif().toBuffer())).toMatchObject({ status: 415, code: 'unsupported-format' });
    expect(await refusal(Buffer.from('hello'))).toMatchObject({ status: 415, code: 'not-an-image' });
    expect(await refusal(jpeg.slice(0, jpeg.length / 2))).toMatchObject({ status: 422, code: 'truncated' });
    expect(await refusal(new Uint8Array())).toMatchObject({ code: 'empty' });
    expect((await service.post('main', jpeg)).status).toBe(202);
    const { counts, images } = await service.get<{ counts: Record<string, number>; images: { reason: string; detail: string }[] }>('/streams/main/refused');
    expect(counts).toMatchObject({ 'too-many-pixels': 1, 'unsupported-format': 2, truncated: 1, empty: 1 });
    for (const image of images) expect(image.detail.length).toBeGreaterThan(10);
  });

  it('needs the token, knows its streams, and shows a new one at once', async () => {
    expect((await fetch(`${service.url}/api/v1/streams`)).status).toBe(401);
    expect((await service.post('nowhere', pictures[0])).status).toBe(404);
    const body = JSON.stringify({ name: 'second', baseline: 'train', bank: 'small' });
    const created = await service.fetch('/streams', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(created.status).toBe(201);
    await until(() => summary('second'), (stream) => stream?.status === 'waiting');
    expect((await service.fetch('/streams', { method: 'POST', body, headers: { 'content-type': 'application/json' } })).status).toBe(409);
  });

  it('documents itself and exports metrics; what is not known is absent', async () => {
    const document = await service.get<{ openapi: string; paths: Record<string, unknown> }>('/openapi.json');
    expect(document.openapi).toBe('3.1.0');
    expect(document.paths).toHaveProperty(['/api/v1/streams/{stream}/images']);
    const metrics = await (await fetch(service.metricsUrl)).text();
    for (const name of ['images_total', 'stage_duration_seconds', 'batch_size_images', 'lag_images', 'ks_distance', 'drift_evidence', 'drift_active', 'window_fill_ratio', 'baseline_status'])
      expect(metrics).toContain(`conceptwatch_${name}`);
    expect(metrics).toContain('conceptwatch_ks_distance{stream="main",concept="snow"}');
    expect(metrics).not.toContain('conceptwatch_ks_distance{stream="second"');
  });
});
