import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ImageDecoder, ImageEmbedder } from '@conceptwatch/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conceptAurocs } from './concept-auroc';
import { explainImage, readBottleneck } from './explain-image';
import { trainBottleneck } from './train-bottleneck';

const unit = (degrees: number): number[] => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
const decoder: ImageDecoder = {
  decode: async (content) => ({ status: 'decoded', pixels: Uint8Array.of(Number(content instanceof Uint8Array ? 0 : await readFile(content.path, 'utf8'))), originalWidth: 1, originalHeight: 1 }),
  thumbnail: () => Promise.reject(new Error('not needed')),
  inspect: () => ({ status: 'plausible', format: 'png', width: 1, height: 1 }),
};
const embedder: ImageEmbedder = {
  descriptor: { encoder: 'fake', aligner: 'fake', encoderDigest: 'e', alignerDigest: 'a', spaceDigest: 's', dimension: 2, pixels: { width: 1, height: 1, fit: 'fill', kernel: 'linear', mean: [0, 0, 0], std: [1, 1, 1] } },
  embed: (images) => Promise.resolve(Float32Array.from(images.flatMap(([angle]) => unit(angle)))),
};
const bank = { definition: { name: 'b', concepts: [{ slug: 'right', text: 'right' }, { slug: 'up', text: 'up' }], digest: 'bd', textEncoderDigest: 't', dimension: 2 }, matrix: Float32Array.of(1, 0, 0, 1) };
const tools = { decoder, embedder, bank };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bottleneck-'));
  for (let i = 0; i < 60; i++) {
    const name = i % 2 ? 'steep' : 'flat';
    await mkdir(path.join(folder, name), { recursive: true });
    await writeFile(path.join(folder, name, `${i}.png`), String(i % 2 ? 60 + (i % 25) : 5 + (i % 25)));
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe('a concept bottleneck', () => {
  it('learns classes by concepts, and says which concepts decided', async () => {
    const { model, report } = await trainBottleneck(tools, { folder });
    expect(model.classes).toEqual(['flat', 'steep']);
    expect(report).toMatchObject({ accuracy: 1, probeAccuracy: 1, images: { training: 48, heldOut: 12, unlabelled: 0, refused: 0 } });
    const kept = readBottleneck(JSON.stringify(model), 'm.json');
    const explanation = await explainImage(tools, kept, path.join(folder, 'steep', '1.png'));
    expect(explanation).toMatchObject({ predicted: 'steep', runnerUp: 'flat' });
    expect(explanation.reasons[0].concept).toBe('up');
  });

  it('refuses too few labels, other models, and other files', async () => {
    await expect(trainBottleneck(tools, { folder, classes: ['flat', 'steep', 'round', 'square', 'oval', 'odd', 'even'] })).rejects.toThrow(/ten labelled images/);
    const { model } = await trainBottleneck(tools, { folder });
    await expect(explainImage(tools, { ...model, bankDigest: 'other' }, 'x.png')).rejects.toThrow(/another concept bank/);
    expect(() => readBottleneck('{}', 'm.json')).toThrow(/no bottleneck/);
    expect(() => readBottleneck('[', 'm.json')).toThrow(/no bottleneck/);
  });
});

describe('conceptAurocs', () => {
  it('judges concepts that enough images show', () => {
    const similarities = Float32Array.from({ length: 60 }, (_, i) => (i % 2 ? 0 : i));
    const shown = new Map(Array.from({ length: 30 }, (_, row) => [row, new Set(row >= 15 ? ['a'] : [])]));
    expect(conceptAurocs(similarities, ['a', 'b'], shown)).toEqual([{ concept: 'a', auroc: 1, positives: 15 }]);
  });
});
