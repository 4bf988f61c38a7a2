import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compareReportSchema } from '@conceptwatch/contracts';
import type { ImageDecoder, ImageEmbedder } from '@conceptwatch/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBaseline } from '../baseline/create-baseline';
import { writeCompareReport } from '../report/write-compare-report';
import { compareFolders, type CompareTools } from './compare-folders';
import { compareDocument, describeComparison } from './describe-comparison';

/** Files hold "angle DEGREES": the direction of their two-dimensional embedding. */
const decoder: ImageDecoder = {
  inspect: () => ({ status: 'plausible', format: 'png', width: 1, height: 1 }),
  async decode(content) {
    const text = content instanceof Uint8Array ? Buffer.from(content).toString() : await readFile(content.path, 'utf8');
    const angle = /^angle (\d+)$/.exec(text)?.[1];
    if (angle === undefined) return { status: 'refused', reason: 'not-an-image', detail: 'The file is no JPEG, PNG or WebP image.' };
    return { status: 'decoded', pixels: Uint8Array.of(Number(angle)), originalWidth: 1, originalHeight: 1 };
  },
  thumbnail: (bytes) => Promise.resolve({ status: 'encoded', bytes, contentType: 'image/webp' }),
};
const embedder: ImageEmbedder = {
  descriptor: {
    encoder: 'fake', aligner: 'none', encoderDigest: 'e', alignerDigest: 'a', spaceDigest: 's', dimension: 2,
    pixels: { width: 1, height: 1, fit: 'fill', kernel: 'linear', mean: [0, 0, 0], std: [1, 1, 1] },
  },
  embed: (images) => Promise.resolve(Float32Array.from(images.flatMap(([angle]) => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]))),
};
const tools: CompareTools = {
  decoder,
  embedder,
  bank: {
    definition: { name: 'mine', concepts: [{ slug: 'east', text: 'east' }, { slug: 'north', text: 'north' }], digest: 'b', textEncoderDigest: 't', dimension: 2 },
    matrix: Float32Array.of(1, 0, 0, 1),
  },
  shiftDecoder: { decode: () => Promise.resolve(['north', 'up']) },
  models: { textEncoder: 'fake-text', bundled: true, note: 'The bundled models know drawn scenes.' },
};

let root: string;
const at = (name: string): string => path.join(root, name);

async function write(name: string, angles: number[], more: Record<string, string> = {}): Promise<void> {
  await mkdir(at(name));
  for (const [i, angle] of angles.entries()) await writeFile(path.join(at(name), `${String(i).padStart(3, '0')}.png`), `angle ${angle}`);
  for (const [file, text] of Object.entries(more)) await writeFile(path.join(at(name), file), text);
}

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'compare-'));
  const calm = Array.from({ length: 100 }, (_, i) => (i * 7) % 40);
  await write('train', calm);
  await write('same', [...calm].reverse(), { 'broken.png': 'no', 'truth.jsonl': '{}' });
  await write('moved', calm.map((angle, i) => (i % 2 ? angle : angle + 50)));
  await write('five', calm.slice(0, 5), { 'broken.png': 'no' });
});
afterAll(() => rm(root, { recursive: true }));

const compare = (current: string, baseline = 'train') => compareFolders(tools, { baseline: at(baseline), current: at(current) });

describe('compareFolders', () => {
  it('finds nothing between the same images in another order, and counts what was refused', async () => {
    const comparison = await compare('same');
    expect(compareReportSchema.parse(comparison.report)).toMatchObject({ drift: false, images: { baseline: 100, current: 100, refused: 1 } });
    expect(comparison.report.concepts.map(({ ks, q_value }) => [ks, q_value])).toEqual([[0, 1], [0, 1]]);
    expect(describeComparison(comparison)).toContain('current/broken.png: not-an-image: The file is no JPEG, PNG or WebP image.');
  });

  it('says which way every concept went, strongest first', async () => {
    const comparison = await compare('moved');
    expect(comparison.report.drift).toBe(true);
    const directions = Object.fromEntries(comparison.report.concepts.map(({ concept, direction }) => [concept, direction]));
    expect(directions).toEqual({ north: 'rose', east: 'fell' });
    for (const { ks, share } of comparison.report.concepts) {
      expect(ks).toBeCloseTo(0.5, 1);
      expect(share).toBeLessThanOrEqual(ks);
    }
    expect(describeComparison(comparison)).toMatch(/^Drift: (north rose|east fell) for \d+ % of images/);
    expect(compareDocument(comparison)).toMatchObject({ decoded: ['north', 'up'], models: { encoder: 'fake', bundled: true }, settings: { fdr: 0.01, min_effect: 0.05 } });
  });

  it('needs both a small q-value and an effect', async () => {
    const strict = await compareFolders(tools, { baseline: at('train'), current: at('moved'), minEffect: 0.9 });
    expect(strict.report.drift).toBe(false);
    const rare = await compareFolders(tools, { baseline: at('train'), current: at('moved'), fdr: 1e-30 });
    expect(rare.report.drift).toBe(false);
  });

  it('refuses a baseline of five, and says how many are needed and why', async () => {
    await expect(compare('train', 'five')).rejects.toThrow(/has 5 readable images \(1 more was refused, for example "broken\.png": .*\), and at least 20 are needed: with fewer, even a change of most images cannot be told from chance/);
    await expect(compare('five')).rejects.toMatchObject({ code: 'refused_input', reason: 'too-few-images' });
  });

  it('takes a baseline file for its folder, and refuses one of other models', async () => {
    const { file } = await createBaseline(tools, { folder: at('train'), createdAt: 0 });
    await writeFile(at('train.baseline'), file);
    const fromFile = await compare('moved', 'train.baseline');
    expect(fromFile.report).toEqual((await compare('moved')).report);
    const others = { ...tools, embedder: { ...embedder, descriptor: { ...embedder.descriptor, encoderDigest: 'other' } } };
    await expect(compareFolders(others, { baseline: at('train.baseline'), current: at('moved') })).rejects.toMatchObject({ reason: 'baseline-mismatch' });
    await writeFile(at('train.baseline'), file.subarray(0, 100));
    await expect(compare('moved', 'train.baseline')).rejects.toMatchObject({ code: 'file_refused' });
  });

  it('writes the page', async () => {
    const comparison = await compare('moved');
    await writeCompareReport(at('report.html'), tools, comparison, { version: '0', createdAt: 0 });
    const page = await readFile(at('report.html'), 'utf8');
    expect(page).toContain('data:image/webp;base64,');
    expect(page).toContain('id="concept-north"');
  });
});
