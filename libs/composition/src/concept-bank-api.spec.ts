import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type PhraseAnswer, phraseAnswerSchema } from '@conceptwatch/contracts';
import { PinoLogger } from '@conceptwatch/platform/observability';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PictureBook } from './picture-book';
import type { RoleName } from './roles';
import { type Service, startService } from './start-service';
import { type ServiceConfig, serviceConfig } from './standalone-config';
import { userStream } from './user-stream';

const PATIENCE_MS = 240_000;
const IMAGES = 60;
const book = new PictureBook({ edge: 64, format: 'jpeg' });
const logger = new PinoLogger({ level: 'silent', format: 'json' });
let folder: string;
let token: string;

const configOf = (api: boolean): ServiceConfig => serviceConfig({ storage: { directory: path.join(folder, 'data') }, http: { port: 0 }, observability: { port: 0 }, conceptBank: { api } });
const start = async (roles: RoleName[], config: ServiceConfig, more: Partial<Parameters<typeof startService>[0]> = {}): Promise<Service> => startService({ config, logger, version: '0.0.0', roles, ...more });

async function ask({ url }: Service, how: RequestInit = {}): Promise<{ status: number; body: PhraseAnswer }> {
  const answer = await fetch(`${url}/api/v1/streams/main/phrase`, { method: 'POST', body: '{"text":"snow"}', ...how, headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...how.headers } });
  return { status: answer.status, body: (await answer.json()) as PhraseAnswer };
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'concept-bank-api-'));
  await mkdir(path.join(folder, 'train'));
  for (let i = 0; i < IMAGES; i++) await writeFile(path.join(folder, 'train', `${i}.jpg`), (await book.scene({ seed: 5 }, i)).bytes);
  const config = configOf(false);
  const all = await start(['ingest', 'concept-bank', 'drift', 'admin'], config, { stream: await userStream(config, { stream: 'main', baseline: path.join(folder, 'train'), source: 'http' }) });
  token = all.firstToken ?? '';
  const headers = { authorization: `Bearer ${token}` };
  for (let i = 0; i < IMAGES; i++) {
    const { bytes } = await book.scene({ seed: 6, shift: { snow: 1 } }, i);
    await fetch(`${all.url}/api/v1/streams/main/images`, { method: 'POST', headers: { ...headers, 'content-type': 'image/jpeg' }, body: Buffer.from(bytes) });
  }
  await vi.waitFor(async () => expect(await (await fetch(`${all.url}/api/v1/streams`, { headers })).json()).toMatchObject([{ images: IMAGES }]), { timeout: PATIENCE_MS, interval: 300 });
  await all.stop();
}, PATIENCE_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a concept bank of its own', { timeout: PATIENCE_MS }, () => {
  it('says how any phrase scores over the past and the baseline, to who may ask', async () => {
    const bank = await start(['concept-bank'], configOf(true));
    const { status, body } = await ask(bank);
    expect(status).toBe(200);
    const answer = phraseAnswerSchema.parse(body);
    expect(answer).toMatchObject({ text: 'snow', images: { baseline: IMAGES, recent: IMAGES }, direction: 'rose' });
    expect(answer.past.map(({ images }) => images)).toEqual([20, 20, 20]);
    expect(Math.min(...answer.past.map(({ median }) => median))).toBeGreaterThan(answer.usual.median);
    expect((await ask(bank, { headers: { authorization: 'Bearer cw_wrong' } })).status).toBe(401);
    await bank.stop();
  });

  it('answers nobody unless it is told to', async () => {
    const bank = await start(['concept-bank'], configOf(false));
    expect(bank.url).toBeUndefined();
    await bank.stop();
  });
});
