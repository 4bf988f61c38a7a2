import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeBaselineFile } from '@conceptwatch/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PictureBook } from './picture-book';
import { serviceConfig } from './standalone-config';
import { createToolbox } from './toolbox';
import { userStream } from './user-stream';

let folder: string;
const at = (name: string): string => path.join(folder, name);
const book = new PictureBook({ edge: 64, format: 'jpeg' });
const picture = async (index: number): Promise<Uint8Array> => (await book.scene({ seed: 5 }, index)).bytes;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'user-stream-'));
  await mkdir(at('Train Images'));
  for (let i = 0; i < 25; i++) await writeFile(path.join(at('Train Images'), `${i}.jpg`), await picture(i));
});
afterAll(() => rm(folder, { recursive: true }));

const stream = (source = 'http') => userStream(serviceConfig({ storage: { directory: at('data') } }), { stream: 'main', baseline: at('Train Images'), source });

describe('userStream', () => {
  it('embeds a baseline folder once, and again when a file comes', async () => {
    const first = await stream();
    expect(decodeBaselineFile(await readFile(first.baseline)).definition).toMatchObject({ id: 'train-images', images: 25 });
    expect((await stream()).baseline).toBe(first.baseline);
    expect(first.source).toBeUndefined();
    await writeFile(path.join(at('Train Images'), 'late.jpg'), await picture(99));
    const second = await stream(at('Train Images'));
    expect(decodeBaselineFile(await readFile(second.baseline)).definition.images).toBe(26);
    expect((await readdir(at('data/baselines'))).filter((name) => name.endsWith('.partial'))).toEqual([]);
    expect(second.roots).toHaveLength(1);
  });

  it('takes the folders of a baseline for its segments where the stream is compared by segment', async () => {
    const config = serviceConfig({ storage: { directory: at('data') }, admin: { segments: 'day=6,night=20' } });
    const bySegment = (baseline: string) => userStream(config, { stream: 'main', baseline: at(baseline), source: 'http' });
    for (const segment of ['day', 'night']) {
      await mkdir(at(`street/${segment}`), { recursive: true });
      for (let i = 0; i < 21; i++) await writeFile(path.join(at(`street/${segment}`), `${i}.jpg`), await picture(i));
    }
    const { definition } = decodeBaselineFile(await readFile((await bySegment('street')).baseline));
    expect(definition.segments).toEqual([{ name: 'day', images: 21 }, { name: 'night', images: 21 }]);
    await expect(bySegment('Train Images')).rejects.toThrow(/must lie in a folder that is named like its segment/);
  });

  it('takes a baseline file as it is, and refuses a source that is not there', async () => {
    const { baseline } = await stream();
    const options = { stream: 'main', baseline, source: 'http' };
    expect((await userStream(serviceConfig(), options)).baseline).toBe(baseline);
    await expect(stream(at('nowhere'))).rejects.toThrow(/The source cannot be followed: .*nowhere does not exist/);
  });
});

describe('createToolbox', () => {
  it('says which models are missing and how they are laid out', async () => {
    await expect(createToolbox({ models: at('nowhere') }).textEncoder()).rejects.toMatchObject({ code: 'model_missing', message: expect.stringMatching(/tokenizer\.json, preprocessor_config\.json, onnx\/vision_model\.onnx/) as string });
  });

  it('compares with the bundled models unless told otherwise, and says what they know', async () => {
    const toolbox = createToolbox();
    const { bank, models, embedder } = await toolbox.compareTools();
    expect(bank.definition.dimension).toBe(embedder.descriptor.dimension);
    expect(models.note).toMatch(/drawn scenes, not photographs/);
    expect(models.note).toMatch(/--models DIR/);
    await toolbox.close();
  });
});
