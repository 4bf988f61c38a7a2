import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { joinTruth, type PictureMaker, prepareRender, renderSlice } from './render-world';

let out: string;
beforeEach(async () => {
  out = await mkdtemp(path.join(tmpdir(), 'render-'));
});
afterEach(() => rm(out, { recursive: true }));

const maker: PictureMaker = {
  picture: (index) => Promise.resolve({ bytes: Uint8Array.of(index), truth: { seed: 1, index, objects: ['dog'], background: 'beach', time: 'day', weather: 'clear', quality: [], artist: 'noto', caption: `number ${index}` } }),
};
const render = async (count: number, parts: number): Promise<void> => {
  await prepareRender(out);
  const all = Array.from({ length: count }, (_, i) => i);
  for (let part = 0; part < parts; part++) await renderSlice(maker, { out, indices: all.filter((i) => i % parts === part), part, extension: 'jpg' });
  await joinTruth(out, parts);
  expect((await readFile(path.join(out, 'truth.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(count);
};

it('writes pictures and one line of truth each, in order, however it is cut into slices', async () => {
  await render(20, 3);
  const lines = (await readFile(path.join(out, 'truth.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { file: string; index: number });
  expect(lines.map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(lines[3]).toEqual({ file: '000003.jpg', seed: 1, index: 3, objects: ['dog'], background: 'beach', time: 'day', weather: 'clear', quality: [], artist: 'noto', caption: 'number 3' });
  expect((await readdir(out)).filter((name) => name.startsWith('.'))).toEqual([]);
});

it('replaces an earlier render and nothing else', async () => {
  await render(20, 1);
  await writeFile(path.join(out, 'notes.txt'), 'mine');
  await render(5, 1);
  expect((await readdir(out)).sort()).toEqual(['000000.jpg', '000001.jpg', '000002.jpg', '000003.jpg', '000004.jpg', 'notes.txt', 'truth.jsonl']);
});

it('says when the folder cannot be written to', async () => {
  await writeFile(path.join(out, 'file'), '');
  await expect(prepareRender(path.join(out, 'file'))).rejects.toThrow(/cannot be written to \(EEXIST\)\. Choose another place/);
});
