import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlignedEmbedder, OnnxCaptioner, OnnxEncoder, OnnxLanguageModel, OnnxTextEncoder } from './index';
import { pixelSpecOf } from './pixel-spec';
import { pixelTensor } from './pixel-tensor';

const models = process.env.CONCEPTWATCH_MODELS_CLIP ?? fileURLToPath(new URL('../../../../models', import.meta.url));
const miniClip = path.join(models, 'conceptwatch-mini-clip');
const length = (row: Float32Array) => Math.hypot(...row);
const picture = (seed: number) => Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * seed) % 256);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'models-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('OnnxEncoder', () => {
  it('loads the bundled model, checks its golden vector and embeds whole batches', async () => {
    const encoder = await OnnxEncoder.load(miniClip, { threads: 1 });
    expect(encoder.descriptor).toMatchObject({ name: 'conceptwatch-mini-clip', dimension: 128, executionProvider: 'cpu' });
    const together = await encoder.embed([picture(3), picture(5)]);
    const alone = await encoder.embed([picture(5)]);
    expect(together).toHaveLength(256);
    for (let i = 0; i < 128; i++) expect(together[128 + i]).toBeCloseTo(alone[i], 3);
    expect(await encoder.embed([])).toHaveLength(0);
    await encoder.close();
  });

  it('gives unit rows of the target space through an aligner, and refuses one of another dimension', async () => {
    const encoder = await OnnxEncoder.load(path.join(models, 'conceptwatch-source-supervised'), { threads: 1 });
    const { dimension } = encoder.descriptor;
    const weights = { sourceDimension: dimension, targetDimension: 2, weight: new Float32Array(2 * dimension).fill(0.01, 0, dimension), bias: Float32Array.of(0, 1), metadata: {} };
    const embedder = new AlignedEmbedder(encoder, { name: 'test', digest: 'abc', weights });
    const row = await embedder.embed([picture(3)]);
    expect(length(row)).toBeCloseTo(1, 6);
    expect(embedder.descriptor.dimension).toBe(2);
    expect(() => new AlignedEmbedder(encoder, { name: 'test', digest: 'abc', weights: { ...weights, sourceDimension: 3 } })).toThrow(/was fitted for this encoder/);
    await encoder.close();
  });

  it('refuses damaged and missing models with what to do', async () => {
    await cp(miniClip, path.join(folder, 'damaged'), { recursive: true });
    await writeFile(path.join(folder, 'damaged/onnx/vision_model.onnx'), 'not onnx');
    await expect(OnnxEncoder.load(path.join(folder, 'damaged'))).rejects.toMatchObject({ code: 'model_refused' });
    await expect(OnnxEncoder.load(path.join(folder, 'absent'))).rejects.toMatchObject({ code: 'model_missing' });
    await writeFile(path.join(folder, 'manifest.json'), JSON.stringify({ files: [{ path: 'damaged/onnx/vision_model.onnx', sha256: '00' }] }));
    await expect(OnnxEncoder.load(path.join(folder, 'damaged'))).rejects.toThrow(/is damaged: its sha-256/);
  });

  it('never falls back in silence when the execution provider is missing', async () => {
    await expect(OnnxEncoder.load(miniClip, { executionProvider: 'cuda' })).rejects.toThrow(/cannot run on CUDA/);
  });
});

describe('OnnxTextEncoder', () => {
  it('gives unit rows that do not depend on the batch, and knows what it does not know', async () => {
    const text = await OnnxTextEncoder.load(miniClip, { threads: 1 });
    const [long, short] = ['a photo of the large dog on the beach', 'snow'];
    const together = await text.encode([long, short]);
    const alone = await text.encode([short]);
    expect(length(alone)).toBeCloseTo(1, 5);
    for (let i = 0; i < 128; i++) expect(together[128 + i]).toBeCloseTo(alone[i], 4);
    expect(text.unknownWords('A photo of the flurbish, Snow-dog')).toEqual(['flurbish']);
    expect(text.vocabulary()).toContain('snow');
    await text.close();
  });
});

describe('OnnxLanguageModel', () => {
  it('gives log-probabilities that sum to one', async () => {
    const model = await OnnxLanguageModel.load(path.join(models, 'conceptwatch-caption-gpt'), { threads: 1 });
    const prefix = model.tokenize('a photo of a');
    const rows = await model.nextLogProbabilities([prefix, prefix]);
    expect(rows).toHaveLength(2 * model.descriptor.vocabularySize);
    const sum = rows.subarray(0, rows.length / 2).reduce((total, value) => total + Math.exp(value), 0);
    expect(sum).toBeCloseTo(1, 4);
    expect(model.detokenize(prefix)).toBe('a photo of a');
    await expect(model.nextLogProbabilities([[1], [1, 2]])).rejects.toThrow(/prefixes of one length/);
    await model.close();
  });
});

describe('what PyTorch gave for held-out scenes', () => {
  const fixtures = fileURLToPath(new URL('../../../../test/fixtures/models', import.meta.url));
  const expected = async () => JSON.parse(await readFile(path.join(fixtures, 'expected.json'), 'utf8')) as { images: { captions: string[] }; encoders: Record<string, number[][]> };
  const pictures = async () => {
    const bytes = new Uint8Array(await readFile(path.join(fixtures, 'images.u8')));
    return Array.from({ length: 8 }, (_, i) => bytes.subarray(i * 64 * 64 * 3, (i + 1) * 64 * 64 * 3));
  };

  // The self-supervised encoder keeps its weights in half precision.
  it.each([['conceptwatch-mini-clip', 0.001], ['conceptwatch-source-supervised', 0.001], ['conceptwatch-source-selfsupervised', 0.03]])('is what %s gives', async (name, tolerance) => {
    const encoder = await OnnxEncoder.load(path.join(models, name), { threads: 1 });
    const rows = await encoder.embed(await pictures());
    const wanted = (await expected()).encoders[name].flat();
    const size = Math.hypot(...wanted);
    expect(Math.hypot(...wanted.map((value, i) => value - rows[i])) / size).toBeLessThan(tolerance);
    await encoder.close();
  });

  it('is captioned by LimBeR with what is to be seen', async () => {
    const captioner = await OnnxCaptioner.load(path.join(models, 'conceptwatch-caption-gpt'), { threads: 1 });
    const { encoders, images } = await expected();
    const said = await Promise.all(encoders['conceptwatch-mini-clip'].map((vector) => captioner.caption(Float32Array.from(vector), 16)));
    expect(images.captions[3]).toContain('kitchen');
    expect(said[3]).toContain('kitchen');
    expect(images.captions[4]).toContain('syringe');
    expect(said[4]).toContain('syringe');
    await captioner.close();
  });
});

describe('preprocessing', () => {
  it('reads every form of preprocessor_config.json', () => {
    const clip = { size: { shortest_edge: 256 }, crop_size: { height: 224, width: 224 }, resample: 3, image_mean: [0.1, 0.2, 0.3], image_std: [1, 1, 1] };
    expect(pixelSpecOf(clip, 'm')).toEqual({ width: 224, height: 224, fit: 'cover', shortestEdge: 256, kernel: 'cubic', mean: [0.1, 0.2, 0.3], std: [1, 1, 1] });
    expect(pixelSpecOf({ size: { height: 224, width: 224 }, resample: 2 }, 'm')).toMatchObject({ fit: 'fill', kernel: 'linear' });
    expect(pixelSpecOf({ size: 64, do_normalize: false }, 'm')).toMatchObject({ width: 64, fit: 'cover', mean: [0, 0, 0] });
    expect(() => pixelSpecOf({}, 'm')).toThrow(/does not say which size/);
    expect(() => pixelSpecOf({ size: 64, resample: 9 }, 'm')).toThrow(/resampling filter 9/);
    expect(() => pixelSpecOf({ size: 64, do_rescale: false }, 'm')).toThrow(/do_rescale = false/);
    expect(() => pixelSpecOf({ size: 64, rescale_factor: 1 }, 'm')).toThrow(/rescale_factor = 1/);
    expect(() => pixelSpecOf({ size: 64, image_mean: [0.5] }, 'm')).toThrow(/image_mean = \[0\.5\]/);
  });

  it('normalises channel by channel', () => {
    const tensor = pixelTensor([Uint8Array.of(255, 0, 51)], { width: 1, height: 1, fit: 'fill', kernel: 'linear', mean: [0.5, 0.5, 0], std: [0.5, 0.25, 1] });
    expect([...tensor].map((v) => Number(v.toFixed(4)))).toEqual([1, -2, 0.2]);
    expect(() => pixelTensor([Uint8Array.of(1)], { width: 1, height: 1, fit: 'fill', kernel: 'linear', mean: [0, 0, 0], std: [1, 1, 1] })).toThrow(/requires 3 bytes/);
  });
});

it('gives the same vectors from a thread of its own, and ends it', async () => {
  const here = await OnnxEncoder.load(miniClip, { threads: 1 });
  const apart = await OnnxEncoder.load(miniClip, { threads: 1, ownThread: true });
  const images = [picture(1), picture(2), picture(4)];
  expect(await apart.embed(images)).toEqual(await here.embed(images));
  await Promise.all([here.close(), apart.close()]);
});

it('refuses CUDA in a thread of its own as clearly as without', async () => {
  await expect(OnnxEncoder.load(miniClip, { executionProvider: 'cuda', ownThread: true })).rejects.toThrow(/cannot run on cuda/i);
});
