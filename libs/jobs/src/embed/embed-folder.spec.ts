import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fromFloat16 } from '@conceptwatch/contracts';
import type { ImageDecoder, ImageEmbedder } from '@conceptwatch/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embedFolder } from './embed-folder';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'embed-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Reads "pixel N" files; anything else is refused. Slow for some, so that the order of completion differs from the order of names. */
const decoder = (turns: (value: number) => number): ImageDecoder => ({
  async decode(content) {
    const text = content instanceof Uint8Array ? Buffer.from(content).toString() : await readFile(content.path, 'utf8').catch(() => '');
    const value = /^pixel (\d+)$/.exec(text)?.[1];
    if (value === undefined) return { status: 'refused', reason: 'not-an-image', detail: 'Not an image.' };
    for (let turn = 0; turn < turns(Number(value)); turn++) await new Promise((resolve) => setImmediate(resolve));
    return { status: 'decoded', pixels: Uint8Array.of(Number(value)), originalWidth: 1, originalHeight: 1 };
  },
  thumbnail: () => Promise.reject(new Error('not needed')),
  inspect: () => ({ status: 'plausible', format: 'png', width: 1, height: 1 }),
});

/** The second value tells in which batch size and place an image was embedded. */
const embedder: ImageEmbedder = {
  descriptor: {
    encoder: 'fake', aligner: 'fake', encoderDigest: 'e', alignerDigest: 'a', spaceDigest: 's', dimension: 3,
    pixels: { width: 1, height: 1, fit: 'fill', kernel: 'linear', mean: [0, 0, 0], std: [1, 1, 1] },
  },
  embed: (images) => Promise.resolve(Float32Array.from(images.flatMap((image, i) => (image[0] === 99 ? [NaN, 0, 0] : [image[0], images.length, i])))),
};

const put = (name: string, text: string) => writeFile(path.join(folder, name), text);

describe('embedFolder', () => {
  it('gives the same rows whatever the concurrency and the order of completion', async () => {
    for (let i = 0; i < 23; i++) await put(`${String(i).padStart(2, '0')}.png`, `pixel ${i}`);
    const slowFirst = await embedFolder({ decoder: decoder((v) => (23 - v) * 3), embedder }, folder, { batchSize: 5, decodesInFlight: 16 });
    const oneByOne = await embedFolder({ decoder: decoder(() => 0), embedder }, folder, { batchSize: 5, decodesInFlight: 1 });
    expect(slowFirst).toEqual(oneByOne);
    expect([...fromFloat16(slowFirst.vectors)].slice(0, 6)).toEqual([0, 5, 0, 1, 5, 1]);
    expect(slowFirst.files).toHaveLength(23);
  });

  it('orders nested files by code point, skips hidden ones and passes labels over', async () => {
    await mkdir(path.join(folder, 'b'));
    await mkdir(path.join(folder, '.hidden'));
    await put('b/1.png', 'pixel 1');
    await put('b-2.png', 'pixel 2');
    await put('\u{1f415}.png', 'pixel 3');
    await put('\uff41 "quoted"\n.png', 'pixel 4');
    await put('-dash.png', 'pixel 5');
    await put('-dash.txt', '0 0.5 0.5');
    await put('truth.jsonl', '{}');
    await put('.DS_Store', 'x');
    await put('.hidden/6.png', 'pixel 6');
    const { files, sidecars } = await embedFolder({ decoder: decoder(() => 0), embedder }, folder);
    expect(files).toEqual(['-dash.png', 'b-2.png', 'b/1.png', '\uff41 "quoted"\n.png', '\u{1f415}.png']);
    expect(sidecars).toBe(2);
  });

  it('reads a file whose name is not valid UTF-8', async () => {
    await writeFile(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.png')]), 'pixel 7');
    const { files, vectors } = await embedFolder({ decoder: decoder(() => 0), embedder }, folder);
    expect(files).toEqual(['caf\ufffd.png']);
    expect(fromFloat16(vectors)[0]).toBe(7);
  });

  it('returns what is refused with its reason and embeds the neighbours', async () => {
    await put('1.png', 'pixel 1');
    await put('2.png', 'garbage');
    await put('3.png', 'pixel 99');
    await put('4.txt', 'no image beside it');
    const { files, refused } = await embedFolder({ decoder: decoder(() => 0), embedder }, folder);
    expect(files).toEqual(['1.png']);
    expect(refused.map(({ file, reason }) => `${file}: ${reason}`)).toEqual(['2.png: not-an-image', '3.png: invalid-embedding', '4.txt: not-an-image']);
  });

  it('follows a link to a folder once and never in circles', async () => {
    await mkdir(path.join(folder, 'a'));
    await put('a/1.png', 'pixel 1');
    await symlink(folder, path.join(folder, 'a', 'loop'));
    await symlink(path.join(folder, 'nowhere'), path.join(folder, 'dangling.png'));
    const { files, refused } = await embedFolder({ decoder: decoder(() => 0), embedder }, folder);
    expect(files).toEqual(['a/1.png']);
    expect(refused.map(({ file }) => file)).toEqual(['dangling.png']);
  });

  it('says what is wrong with a folder that cannot be used', async () => {
    const run = (target: string) => embedFolder({ decoder: decoder(() => 0), embedder }, target);
    await expect(run(folder)).rejects.toThrow(/is empty\. Give a folder that holds JPEG, PNG or WebP images/);
    await expect(run(path.join(folder, 'absent'))).rejects.toThrow(/There is no folder/);
    await put('file', 'x');
    await expect(run(path.join(folder, 'file'))).rejects.toThrow(/is a file/);
  });

  it('stops when asked to', async () => {
    for (let i = 0; i < 50; i++) await put(`${i}.png`, `pixel ${i}`);
    const controller = new AbortController();
    const run = embedFolder({ decoder: decoder(() => 1), embedder }, folder, { signal: controller.signal, decodesInFlight: 2, onProgress: ({ done }) => done === 5 && controller.abort() });
    await expect(run).rejects.toThrow(/aborted/i);
  });

  it('passes a fault of the encoder on', async () => {
    for (let i = 0; i < 5; i++) await put(`${i}.png`, `pixel ${i}`);
    const broken: ImageEmbedder = { ...embedder, embed: () => Promise.reject(new Error('out of memory')) };
    await expect(embedFolder({ decoder: decoder(() => 0), embedder: broken }, folder, { batchSize: 2 })).rejects.toThrow('out of memory');
  });
});
