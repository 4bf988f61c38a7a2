import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCli } from '../../e2e/run-cli';
import { badImages, bomb, writeGoodImages } from './bad-images';

/** Every test starts the program several times, on a machine that may be busy. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

interface Document {
  images: { baseline: number; current: number; refused: number };
  refused: { set: string; file: string; reason: string; detail: string }[];
}

let folder: string;
const at = (name: string): string => path.join(folder, name);
const make = async (name: string): Promise<string> => {
  await mkdir(at(name));
  return at(name);
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bad-images-'));
  await writeGoodImages(await make('good'), 30);
  await writeGoodImages(await make('mixed'), 30, 100);
  for (const { name, bytes } of await badImages()) await writeFile(path.join(at('mixed'), name), bytes);
  await writeFile(path.join(at('mixed'), 'bomb.png'), await bomb());
  await make('empty');
  await writeGoodImages(await make('five'), 5);
  await writeFile(path.join(await make('only-bad'), 'wrong.jpg'), 'no image at all');
});
afterAll(() => rm(folder, { recursive: true }));

describe('a folder with bad files', () => {
  it('is compared by its good ones; every bad one is listed with its reason', async () => {
    const { code, stdout, stderr } = await runCli(['compare', at('good'), at('mixed'), '--json']);
    expect(stderr).toBe('');
    expect([0, 3]).toContain(code);
    const { images, refused } = JSON.parse(stdout) as Document;
    const expected = [...(await badImages()), { name: 'bomb.png', reasons: ['too-many-pixels'] }];
    expect(images).toEqual({ baseline: 30, current: 30, refused: expected.length });
    for (const { name, reasons } of expected) {
      const found = refused.find(({ file }) => file === name);
      expect(reasons, name).toContain(found?.reason);
      expect(found?.detail, name).toMatch(/^[A-Z].{15,}\.$/s);
    }
  });

  it('says so in words, and in the report', async () => {
    const { stdout } = await runCli(['compare', at('good'), at('mixed'), '--report', at('report.html')]);
    expect(stdout).toContain('Refused 11 files, the others were compared:');
    expect(stdout).toMatch(/current\/animation\.gif: unsupported-format: /);
  });
});

describe('input that cannot be used', () => {
  it.each([
    ['an empty folder', ['good', 'empty'], /The folder ".*empty" is empty\. Give a folder that holds JPEG, PNG or WebP images/],
    ['a baseline of five', ['five', 'good'], /The baseline folder ".*five" has 5 readable images, and at least 20 are needed: .* Add images; with 500 a side a change of one image in \d+ can be told/],
    ['a current folder of five', ['good', 'five'], /The current folder ".*five" has 5 readable images, and at least 20 are needed/],
    ['no readable image', ['good', 'only-bad'], /None of the 1 file in the current folder ".*only-bad" is an image that can be read, for example "wrong\.jpg"/],
    ['a folder that is not there', ['good', 'absent'], /There is no folder ".*absent"\. Check the path/],
    ['a file instead of a folder', ['good', 'good/good-0001.jpg'], /is a file, and a folder of images is needed here/],
  ])('%s is refused with exit code 2', async (_, [baseline, current], message) => {
    const { code, stdout, stderr } = await runCli(['compare', at(baseline), at(current)]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('names an unknown word of a bank and the nearest known ones', async () => {
    await writeFile(at('bank.yaml'), 'name: mine\nconcepts: [snow, snwo]\n');
    const { code, stderr } = await runCli(['compare', at('good'), at('mixed'), '--bank', at('bank.yaml')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/The bank "mine" uses a word that the text encoder .* does not know: "snwo" \(nearest known: snow/);
    const check = await runCli(['bank', 'check', at('bank.yaml'), '--json']);
    expect(check.code).toBe(2);
    expect(JSON.parse(check.stdout)).toMatchObject({ ok: false, unknown: [{ word: 'snwo' }] });
  });

  it('says the same to machines', async () => {
    const { code, stdout } = await runCli(['compare', at('good'), at('empty'), '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'empty-folder' } });
  });
});
