// The product's encoders against PyTorch: the vectors in test/fixtures/models come from the training recipe.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OnnxEncoder, OnnxTextEncoder } from '@conceptwatch/adapters/inference-onnx';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const fixtures = join(root, 'test/fixtures/models');
const models = join(root, 'models');

interface Expected {
  images: { file: string; shape: [number, number, number, number] };
  encoders: Record<string, number[][]>;
  texts: { text: string; input_ids: number[]; text_embeds: number[] }[];
}
const expected = JSON.parse(readFileSync(join(fixtures, 'expected.json'), 'utf8')) as Expected;

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    product += a[i] * b[i];
    squaresA += a[i] ** 2;
    squaresB += b[i] ** 2;
  }
  return product / Math.sqrt(squaresA * squaresB);
}

function fixtureImages(): Uint8Array[] {
  const [count, height, width, channels] = expected.images.shape;
  const bytes = readFileSync(join(fixtures, expected.images.file));
  const size = height * width * channels;
  return Array.from({ length: count }, (_, i) => new Uint8Array(bytes.subarray(i * size, (i + 1) * size)));
}

describe('bundled models equal PyTorch', () => {
  it.each(Object.keys(expected.encoders))('%s embeds eight scenes', async (name) => {
    const encoder = await OnnxEncoder.load(join(models, name), { threads: 1 });
    const { dimension } = encoder.descriptor;
    const rows = await encoder.embed(fixtureImages());
    expected.encoders[name].forEach((row, i) => {
      expect(row).toHaveLength(dimension);
      expect(cosine(rows.subarray(i * dimension, (i + 1) * dimension), row)).toBeGreaterThan(0.9999);
    });
    await encoder.close();
  });

  it('the text tower embeds words, sentences, unknown words and nothing', async () => {
    const encoder = await OnnxTextEncoder.load(join(models, 'conceptwatch-mini-clip'), { threads: 1 });
    const { dimension } = encoder.descriptor;
    const rows = await encoder.encode(expected.texts.map(({ text }) => text));
    expected.texts.forEach(({ text_embeds }, i) => expect(cosine(rows.subarray(i * dimension, (i + 1) * dimension), text_embeds)).toBeGreaterThan(0.9999));
    await encoder.close();
  });
});
