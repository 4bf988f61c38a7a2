import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ODD_NAMES, writeDerivedPhotographs } from '../photographs/derived-photographs';
import { repositoryRoot, runCli } from './run-cli';

/** Every test starts the program several times, on a machine that may be busy. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

interface Document {
  images: { baseline: number; current: number; refused: number };
  refused: { file: string; reason: string }[];
}

const COLLECTED = `${repositoryRoot}tmp/photographs`;
let folder: string;
let derived: number;
const at = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'photographs-'));
  derived = await writeDerivedPhotographs(at('derived'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The same files, written in the opposite order, so that the file system lists them differently. */
async function copyBackwards(from: string, to: string): Promise<void> {
  const files = (await readdir(from, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  for (const entry of files.reverse()) {
    const file = path.join(entry.parentPath, entry.name);
    const target = path.join(to, path.relative(from, file));
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, await readFile(file));
  }
}

async function baselineBytes(source: string): Promise<{ vectors: string; refused: unknown }> {
  const file = at('order.baseline');
  const { code, stdout, stderr } = await runCli(['baseline', 'create', source, '--out', file, '--id', 'order', '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const bytes = await readFile(file);
  const vectors = bytes.subarray(8 + Number(bytes.readBigUInt64LE(0))).toString('base64');
  return { vectors, refused: (JSON.parse(stdout) as { refused_files: unknown }).refused_files };
}

describe('photographs as cameras and programs write them', () => {
  it('are all read, whatever their names', async () => {
    const { code, stdout, stderr } = await runCli(['compare', at('derived'), at('derived'), '--json']);
    expect(stderr).toBe('');
    const { images, refused } = JSON.parse(stdout) as Document;
    expect(refused).toEqual([]);
    expect(images).toEqual({ baseline: derived, current: derived, refused: 0 });
    expect(code).toBe(0);
    expect(derived).toBeGreaterThan(ODD_NAMES.length);
  });

  it('give the same embeddings whatever the order of the files', async () => {
    await copyBackwards(at('derived'), at('backwards'));
    expect(await baselineBytes(at('backwards'))).toEqual(await baselineBytes(at('derived')));
  });

  it('appear in the report with their names made harmless', async () => {
    await runCli(['compare', at('derived'), at('derived'), '--report', at('report.html')]);
    const page = await readFile(at('report.html'), 'utf8');
    expect(page).not.toContain('<script');
    expect(page).not.toContain('new\nline');
  });

  it('come with the word that the bundled models know drawn scenes, and how to use real CLIP', async () => {
    const { stdout } = await runCli(['compare', at('derived'), at('derived')]);
    expect(stdout).toMatch(/bundled models know drawn scenes/);
    expect(stdout).toMatch(/--models/);
  });
});

describe.skipIf(!existsSync(COLLECTED))('photographs that packages ship (collected by test/photographs/collect.sh)', () => {
  it('go through compare without a fault, with the same result whatever the order', async () => {
    await copyBackwards(COLLECTED, at('collected-backwards'));
    await cp(COLLECTED, at('collected'), { recursive: true });
    const [forwards, backwards] = [await baselineBytes(at('collected')), await baselineBytes(at('collected-backwards'))];
    expect(backwards).toEqual(forwards);
    const { code, stdout, stderr } = await runCli(['compare', at('collected'), at('collected-backwards'), '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { images, refused } = JSON.parse(stdout) as Document;
    expect(images.baseline).toBeGreaterThan(20);
    expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(['unsupported-format']));
    for (const { file } of refused) expect(file).toMatch(/\.(gif|tif)$/i);
  }, 120_000);
});
