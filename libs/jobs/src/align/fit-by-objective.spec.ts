import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { plainMultiplication } from '@conceptwatch/core/alignment';
import { type Encoder, FileRefused, type ImageDecoder, type PixelSpec, type TextEncoder } from '@conceptwatch/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateOnFolder, fitOnFolder } from './align-on-folder';
import { AlignerLibrary } from './aligner-library';
import { type Objective, OBJECTIVES, type ObjectiveTools } from './fit-by-objective';

const pixels: PixelSpec = { width: 1, height: 1, fit: 'cover', kernel: 'linear', mean: [0, 0, 0], std: [1, 1, 1] };
const unit = (degrees: number): number[] => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];

/** Files hold one byte, an angle; the source sees it turned by 30 degrees. Words have angles, too. */
const encoder = (name: string, turn: number): Encoder => ({
  descriptor: { name, digest: `${name}-digest`, dimension: 2, pixels, executionProvider: 'cpu' },
  embed: (images) => Promise.resolve(Float32Array.from(images.flatMap(([angle]) => unit(angle + turn)))),
  close: () => Promise.resolve(),
});
const WORDS: Record<string, number> = { east: 10, north: 80 };
const text: TextEncoder = {
  descriptor: { name: 'text', digest: 'text-digest', dimension: 2 },
  encode: (sentences: string[]) => Promise.resolve(Float32Array.from(sentences.flatMap((sentence) => unit(WORDS[Object.keys(WORDS).find((word) => sentence.includes(word)) ?? ''] ?? 0)))),
  unknownWords: () => [],
  vocabulary: () => undefined,
  close: () => Promise.resolve(),
};
const head = { weight: Float32Array.from([...unit(40), ...unit(110)]), bias: new Float32Array(2), dimension: 2, labels: ['east', 'north'] };
const decoder = { decode: (bytes: Uint8Array) => Promise.resolve(bytes.length === 1 ? { status: 'decoded', pixels: bytes, originalWidth: 1, originalHeight: 1 } : { status: 'refused', reason: 'not-an-image', detail: 'no image' }) } as unknown as ImageDecoder;
const tools: ObjectiveTools = { decoder, source: encoder('source', 30), target: encoder('target', 0), product: { ...plainMultiplication, close: () => Promise.resolve() }, textEncoder: () => Promise.resolve(text), head: () => Promise.resolve(head) };

let root: string;
let library: AlignerLibrary;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'objectives-'));
  for (const [name, from] of [['east', 0], ['north', 60]] as const) {
    mkdirSync(path.join(root, 'images', name), { recursive: true });
    for (let i = 0; i < 60; i++) writeFileSync(path.join(root, 'images', name, `${i}.png`), i === 7 ? 'torn' : Uint8Array.of(from + (i * 7) % 30));
  }
  library = new AlignerLibrary(path.join(root, 'aligners'), { write: ({ weight, bias }) => Buffer.from(JSON.stringify([[...weight], [...bias]])), read: () => { throw new FileRefused('not needed'); } });
});
afterAll(() => rmSync(root, { recursive: true }));

const images = (): string => path.join(root, 'images');
const fit = (objective: Objective, more = {}) => fitOnFolder(tools, library, { name: objective, images: images(), objective, heldOut: 0.1, ...more });

describe('an aligner for every objective', () => {
  it.each(OBJECTIVES)('%s tells by text alone what the images show, and says how it was made', async (objective) => {
    const { entry, report } = await fit(objective, { card: { created_by: 'ann' } });
    expect(entry).toMatchObject({ name: objective, source_dim: 2, target_dim: 2, promoted: false });
    const taken = objective === 'data-free' ? { training: 0, refused: 0 } : { training: 106, refused: 2 };
    expect(report.images).toEqual({ ...taken, heldOut: 12 });
    expect(report.statistics.sourceDeviation.every((value) => value > 0)).toBe(true);
    const card = await library.card(objective);
    expect(card).toMatchObject({ objective, created_by: 'ann', method: report.method, heldOut: report.heldOut });
    const weights = JSON.parse(readFileSync(path.join(root, 'aligners', `${objective}.safetensors`), 'utf8')) as [number[], number[]];
    const aligner = { sourceDimension: 2, targetDimension: 2, weight: Float32Array.from(weights[0]), bias: Float32Array.from(weights[1]), metadata: {} };
    const { accuracy, refused, images: judged, r2PerDimension, components } = await evaluateOnFolder(tools, aligner, { images: images(), labels: ['east', 'north'] });
    expect(accuracy).toEqual({ labels: ['east', 'north'], images: 118, aligned: 1, target: 1, retained: 1 });
    expect({ refused, judged }).toEqual({ refused: 2, judged: 118 });
    expect(r2PerDimension).toHaveLength(2);
    expect(components?.size).toBe(2);
  });

  it('is exact where it regresses', async () => {
    expect((await fit('least-squares')).report.heldOut.r2).toBeGreaterThan(0.99);
  });

  it('refuses what it has no labels, no images or no words for', async () => {
    await expect(fit('labels', { classes: ['east'] })).rejects.toThrow(/at least two classes/);
    await expect(fit('labels', { classes: Array.from('abcdefghijkl') })).rejects.toThrow(/ten labelled images/);
    const wide = { ...tools, textEncoder: () => Promise.resolve({ ...text, descriptor: { ...text.descriptor, dimension: 3 }, encode: (all: string[]) => Promise.resolve(new Float32Array(3 * all.length).fill(Math.sqrt(1 / 3))) }) };
    await expect(fitOnFolder(wide, library, { name: 'x', images: images(), objective: 'labels', heldOut: 0.1 })).rejects.toThrow(/needs a target that has a text tower/);
    await expect(evaluateOnFolder(tools, { sourceDimension: 2, targetDimension: 2, weight: new Float32Array(4), bias: new Float32Array(2), metadata: {} }, { images: images(), labels: ['east wind', 'north wind'] })).rejects.toThrow(/None of the images is labelled/);
  });
});
