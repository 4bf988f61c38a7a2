import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { StreamSummary } from '@conceptwatch/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { badImages, bomb } from '../faults/images/bad-images';
import { writeDerivedPhotographs } from '../photographs/derived-photographs';
import { repositoryRoot } from './run-cli';
import { RunningService, temporaryFolder, until } from './running-service';

const COLLECTED = `${repositoryRoot}tmp/photographs`;
const folder = temporaryFolder();
const at = (name: string): string => path.join(folder.path, name);
let service: RunningService;
let photographs: number;

beforeAll(async () => {
  photographs = await writeDerivedPhotographs(at('train'));
  await mkdir(at('incoming'));
  service = await RunningService.watch(['--baseline', at('train'), '--source', at('incoming')], at('data'));
}, 120_000);
afterAll(async () => {
  await service.program.kill('SIGTERM');
  folder.remove();
});

const summary = (): Promise<StreamSummary> => service.get<StreamSummary[]>('/streams').then(([stream]) => stream);

describe('photographs and bad files that arrive in a watched folder', () => {
  it('are embedded, whatever their names and colours', async () => {
    await cp(at('train'), at('incoming/photographs'), { recursive: true });
    const { refused } = await until(summary, ({ images }) => images === photographs, 90_000);
    expect(refused).toBe(0);
  }, 120_000);

  it('are refused one by one with their reasons, while their neighbours go on', async () => {
    const bad = [...(await badImages()), { name: 'bomb.png', bytes: await bomb() }];
    for (const { name, bytes } of bad) await writeFile(path.join(at('incoming'), name), bytes);
    await cp(path.join(at('train'), 'odd names', 'UPPER.JPG'), at('incoming/neighbour.jpg'));
    await until(summary, ({ images, refused }) => images === photographs + 1 && refused === bad.length, 90_000);
    const { counts, images } = await service.get<{ counts: Record<string, number>; images: { reason: string; detail: string; reference: string }[] }>('/streams/main/refused');
    expect(counts['unsupported-format']).toBeGreaterThanOrEqual(3);
    expect(counts['too-many-pixels']).toBe(2);
    for (const { detail } of images) expect(detail).toMatch(/^[A-Z].{15,}\.$/s);
  }, 120_000);

  it.skipIf(!existsSync(COLLECTED))('include those that packages ship (collected by test/photographs/collect.sh)', async () => {
    const before = await summary();
    await cp(COLLECTED, at('incoming/collected'), { recursive: true });
    const after = await until(summary, ({ images, refused, lag }) => images + refused > before.images + before.refused + 60 && lag === 0, 120_000);
    expect(after.images - before.images).toBeGreaterThan(60);
    expect(await service.get<StreamSummary[]>('/streams')).toHaveLength(1);
  }, 180_000);
});
