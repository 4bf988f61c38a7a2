import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ImageDecoder, ImageEmbedder, TextEncoder } from '@conceptwatch/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embedBank } from '../bank/embed-bank';
import { parseBank } from '../bank/read-bank-file';
import { refineConcept } from '../refine/refine-concept';
import { writeContactSheet } from '../search/contact-sheet';
import { searchFolder } from '../search/search-folder';
import { describeSummary, summarizeFolder } from '../summarize/summarize-folder';
import { describeZeroShot } from './describe-zero-shot';
import { zeroShot } from './zero-shot';

// A world of angles: an image is a file that says its angle, a word has one.
const ANGLES: Record<string, number> = { east: 0, north: 90, west: 180, 'north west': 135 };
const unit = (angle: number): number[] => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];

const decoder: ImageDecoder = {
  async decode(content) {
    const text = content instanceof Uint8Array ? '' : await readFile(content.path, 'utf8');
    if (!/^\d+$/.test(text)) return { status: 'refused', reason: 'not-an-image', detail: 'Not an image.' };
    return { status: 'decoded', pixels: Uint8Array.of(Number(text)), originalWidth: 1, originalHeight: 1 };
  },
  thumbnail: (content) => Promise.resolve({ status: 'encoded', bytes: content, contentType: 'image/webp' }),
  inspect: () => ({ status: 'plausible', format: 'png', width: 1, height: 1 }),
};
const embedder = (turn: number): ImageEmbedder => ({
  descriptor: { encoder: 'fake', aligner: 'fake', encoderDigest: 'e', alignerDigest: 'a', spaceDigest: 's', dimension: 2, pixels: { width: 1, height: 1, fit: 'fill', kernel: 'linear', mean: [0, 0, 0], std: [1, 1, 1] } },
  embed: (images) => Promise.resolve(Float32Array.from(images.flatMap(([angle]) => unit(angle + turn)))),
});
const textEncoder: TextEncoder = {
  descriptor: { name: 'fake-text', digest: 'd', dimension: 2 },
  encode: (texts) => Promise.resolve(Float32Array.from(texts.flatMap((text) => unit(ANGLES[Object.keys(ANGLES).filter((word) => text.includes(word)).at(-1) as string])))),
  unknownWords: (text) => text.split(' ').filter((word) => word === 'snwo'),
  vocabulary: () => undefined,
  close: () => Promise.resolve(),
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'text-alone-'));
  for (const [name, angle] of [['east/1.png', 2], ['east/2.png', 80], ['north/1.png', 95], ['west/1.png', 170], ['west/2.png', 'no image']] as const) {
    await mkdir(path.join(folder, path.dirname(name)), { recursive: true });
    await writeFile(path.join(folder, name), String(angle));
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe('zeroShot', () => {
  const tools = { decoder, textEncoder, embedders: [{ name: 'aligned', embedder: embedder(0) }, { name: 'target', embedder: embedder(-20) }] };

  it('classifies by text, and where folders say what is true, counts', async () => {
    const result = await zeroShot(tools, { folder, labels: ['east', 'north', 'west'], templates: ['a photo of {}'] });
    expect(result.predictions.map(({ file, top }) => [file, top[0].label])).toEqual([['east/1.png', 'east'], ['east/2.png', 'north'], ['north/1.png', 'north'], ['west/1.png', 'west']]);
    expect(result.quality.map(({ model, quality }) => [model, quality.accuracy])).toEqual([['aligned', 0.75], ['target', 0.75]]);
    expect(result.quality[0].quality.matrix[0]).toEqual([1, 1, 0]);
    expect(result.refused).toHaveLength(1);
    expect(describeZeroShot(result)).toMatch(/east\/2\.png: north .* \(is east\)[\s\S]*aligned: 75\.0 % of 4 labelled images right/);
  });

  it('reads the truth of drawn scenes', async () => {
    await writeFile(path.join(folder, 'truth.jsonl'), `${JSON.stringify({ file: 'east/2.png', objects: ['dog'], background: 'north', quality: [] })}\n`);
    const result = await zeroShot(tools, { folder, labels: ['north', 'west'] });
    expect(result.predictions[1].truth).toBe('north');
    await rm(path.join(folder, 'truth.jsonl'));
  });

  it('refuses unknown words and too few labels', async () => {
    await expect(zeroShot(tools, { folder, labels: ['east', 'snwo'] })).rejects.toMatchObject({ reason: 'unknown-word' });
    await expect(zeroShot(tools, { folder, labels: ['east', 'East'] })).rejects.toThrow(/at least two labels/);
  });
});

describe('searchFolder', () => {
  const tools = { decoder, textEncoder, embedder: embedder(0) };

  it('finds what satisfies every concept, and draws a sheet of it', async () => {
    const result = await searchFolder(tools, folder, 'north > 0 & west < 0');
    expect(result.matches.map(({ file }) => file)).toEqual(['east/2.png']);
    expect(result.constraints.map(({ count, alone }) => [count, alone])).toEqual([[2, 2], [1, 2]]);
    const json = await searchFolder(tools, folder, '[{"concept":"north","k":0,"sign":1},{"concept":"west","k":0,"sign":-1}]');
    expect(json.matches).toEqual(result.matches);
    await writeContactSheet(path.join(folder, '.sheet.html'), tools, result);
    expect(await readFile(path.join(folder, '.sheet.html'), 'utf8')).toContain('<figcaption>east/2.png</figcaption>');
  });

  it.each(['north', '[{"concept":"north"}]', '[1'])('refuses the query %j', async (query) => {
    await expect(searchFolder(tools, folder, query)).rejects.toMatchObject({ code: 'refused_input' });
  });
});

describe('refineConcept', () => {
  const tools = { decoder, textEncoder, embedder: embedder(0) };

  it('sharpens a concept by example, without what a person took out', async () => {
    const refined = await refineConcept(tools, { folder, concept: 'north', count: 1 });
    expect([refined.positives, refined.negatives]).toEqual([['north/1.png'], ['east/1.png']]);
    expect(refined.auroc).toBeUndefined();
    const again = await refineConcept(tools, { folder, concept: 'north', count: 1, exclude: ['north/1.png'], method: 'cav', blend: 1 });
    expect(again.positives).toEqual(['east/2.png']);
    expect(Math.hypot(...again.vector)).toBeCloseTo(1, 5);
  });

  it('measures the gain where folders say what is true', async () => {
    const refined = await refineConcept(tools, { folder, concept: 'west', count: 1, exclude: ['west/1.png'] });
    expect(refined.auroc).toMatchObject({ images: 2 });
    await expect(refineConcept(tools, { folder, concept: 'west', count: 3 })).rejects.toThrow(/6 images are needed/);
  });
});

describe('summarizeFolder', () => {
  it('says how concepts are spread over a folder', async () => {
    const bank = await embedBank(parseBank('name: mine\nconcepts: [east, north]', 'mine.yaml'), textEncoder);
    const summary = await summarizeFolder({ decoder, embedder: embedder(0), bank }, folder);
    expect(summary).toMatchObject({ images: 4 });
    const north = summary.concepts.find(({ concept }) => concept === 'north');
    expect(north).toMatchObject({ prominent: 1, example: 'north/1.png' });
    expect(north?.mean).toBeCloseTo((Math.sin(2 / 57.2958) + Math.sin(80 / 57.2958) + Math.sin(95 / 57.2958) + Math.sin(170 / 57.2958)) / 4, 3);
    expect(describeSummary(summary)).toContain('north/1.png');
  });
});
