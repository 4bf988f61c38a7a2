import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AlignerFileFormats } from '@conceptwatch/adapters/files';
import { PictureBook } from '@conceptwatch/composition';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningService, temporaryFolder, until } from './running-service';

const folder = temporaryFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
const IMAGES = 120;
const arriving: Uint8Array[] = [];

beforeAll(async () => {
  const book = new PictureBook({ edge: 224, format: 'jpeg' });
  mkdirSync(at('train'));
  for (let i = 0; i < IMAGES; i++) writeFileSync(at('train', `${String(i).padStart(4, '0')}.jpg`), (await book.scene({ seed: 4_400_000 }, i)).bytes);
  for (let i = 0; i < IMAGES; i++) arriving.push((await book.scene({ seed: 4_500_000 }, i)).bytes);
}, 300_000);
afterAll(() => folder.remove());

/** @returns R² and cosine that a service with this aligner measures on what it gets, and those of the aligner's report */
async function health(name: string, more: readonly string[]): Promise<Record<'r2' | 'cosine' | 'liveR2' | 'liveCosine', number>> {
  const service = await RunningService.watch(['--baseline', at('train'), '--source', 'http', '--stream', name, '--ingest.alignerCheckEvery', '1', ...more], at(name));
  let sent = 0;
  const postAndScrape = async (): Promise<Record<string, number>> => {
    // A few at a time, again and again: what arrives during a check is passed over.
    for (let i = 0; i < 8; i++) expect((await service.post(name, arriving[sent++ % IMAGES])).status).toBe(202);
    const text = await (await fetch(service.metricsUrl)).text();
    return Object.fromEntries([...text.matchAll(/^conceptwatch_aligner_(\w+?)_ratio\{[^}]*\} (\S+)$/gm)].map(([, figure, value]) => [figure, Number(value)]));
  };
  const { r2, cosine, live_r2: liveR2, live_cosine: liveCosine } = await until(postAndScrape, ({ live_cosine: shown }) => shown !== undefined, 180_000);
  await service.program.kill('SIGTERM');
  return { r2, cosine, liveR2, liveCosine };
}

describe('the aligner of a running service', { timeout: 300_000 }, () => {
  it('is as good on what arrives as its report says', async () => {
    const { r2, cosine, liveR2, liveCosine } = await health('fits', []);
    expect(Math.abs(liveCosine - cosine)).toBeLessThan(0.1);
    expect(Math.abs(liveR2 - r2)).toBeLessThan(0.2);
  });

  it('is seen to fail when it belongs to another encoder', async () => {
    const formats = new AlignerFileFormats();
    const aligner = formats.read(readFileSync('models/aligners/default.safetensors'));
    // As many rows and columns as it should have, and the encoder's features in another order.
    const weight = aligner.weight.map((_, i) => aligner.weight[i - (i % aligner.sourceDimension) + ((i + 100) % aligner.sourceDimension)]);
    writeFileSync(at('other.safetensors'), formats.write({ ...aligner, weight }, 'safetensors'));
    copyFileSync('models/aligners/default.json', at('other.json'));
    const { r2, cosine, liveR2, liveCosine } = await health('other', ['--models.encoder', 'models/conceptwatch-source-supervised', '--models.aligner', at('other.safetensors')]);
    expect(cosine - liveCosine).toBeGreaterThan(0.1);
    expect(r2 - liveR2).toBeGreaterThan(0.2);
  });
});
