import type { ImageDecoder, ImageEmbedder, TextEncoder } from '@conceptwatch/ports';
import { describe, expect, it } from 'vitest';
import type { EmbeddedBank } from '../bank/embedded-bank';
import { DETECTED, evaluateModels, type EvaluationTools } from './evaluate-models';
import { evaluationTable } from './evaluation-table';
import type { EvaluationWorld, SceneTruth } from './evaluation-world';

/** Every concept is an axis; a picture's bytes name the axes that it shows. */
const AXES = ['dog', 'cat', 'beach', 'city', 'snow', 'fog', 'night', 'blur', 'black-and-white', 'sepia'];
const bank = (name: string, slugs: string[]): EmbeddedBank => ({
  definition: { name, concepts: slugs.map((slug) => ({ slug, text: slug })), digest: name, textEncoderDigest: 't', dimension: AXES.length },
  matrix: Float32Array.from(slugs.flatMap((slug) => AXES.map((axis) => (axis === slug ? 1 : 0)))),
});
const vector = (bytes: ArrayLike<number>): number[] => {
  const raw = AXES.map((_, i) => bytes[i] / 200);
  const length = Math.hypot(...raw) || 1;
  return raw.map((value) => value / length);
};
const embedder = (name: string): ImageEmbedder => ({
  descriptor: { encoder: name, aligner: 'none', encoderDigest: name, alignerDigest: 'a', spaceDigest: name, dimension: AXES.length, pixels: { width: 1, height: 1, fit: 'fill', kernel: 'linear', mean: [0, 0, 0], std: [1, 1, 1] } },
  embed: (images) => Promise.resolve(Float32Array.from(images.flatMap((image) => vector(image)))),
});
const decoder: ImageDecoder = {
  inspect: () => ({ status: 'plausible', format: 'png', width: 1, height: 1 }),
  decode: (content) => Promise.resolve({ status: 'decoded', pixels: content as Uint8Array, originalWidth: 1, originalHeight: 1 }),
  thumbnail: () => Promise.reject(new Error('not needed')),
};
const textEncoder: TextEncoder = {
  descriptor: { name: 'text', digest: 't', dimension: AXES.length },
  encode: (texts) => Promise.resolve(Float32Array.from(texts.flatMap((text) => vector(JSON.parse(text) as number[])))),
  unknownWords: () => [],
  vocabulary: () => undefined,
  close: () => Promise.resolve(),
};

const world: EvaluationWorld = {
  nouns: [],
  backgrounds: [],
  namesOf: (slug) => [slug],
  async *primitives() {},
  async *scenes({ seed, count, shift }) {
    for (let i = 0; i < count; i++) {
      const draw = (salt: number, n: number): number => Math.abs(Math.imul(seed * 31 + i * 7 + salt, 2654435761) >>> 8) % n;
      const shows = (slug: string): boolean => shift?.[slug] === 1 || draw(slug.length * 13 + slug.charCodeAt(0), 5) === 0;
      const truth: SceneTruth = {
        objects: [['dog', 'cat'][draw(1, 2)]],
        background: shows('beach') ? 'beach' : 'city',
        time: shows('night') ? 'night' : 'day',
        weather: shift?.snow ? 'snow' : shift?.fog ? 'fog' : ['clear', 'snow', 'fog'][draw(2, 3)],
        quality: ['blur', 'black-and-white'].filter(shows),
        caption: '',
      };
      const shown = [...truth.objects, truth.background, truth.time, truth.weather, ...truth.quality];
      const bytes = Uint8Array.from(AXES, (axis, k) => (shown.includes(axis) ? 200 : draw(50 + k, 20)));
      truth.caption = JSON.stringify([...bytes]);
      yield { bytes, truth };
    }
  },
};

const tools: EvaluationTools = {
  decoder,
  textEncoder,
  models: [{ name: 'clip', embedder: embedder('clip') }, { name: 'source', embedder: embedder('source') }],
  nouns: bank('nouns', ['dog', 'cat']),
  backgrounds: bank('backgrounds', ['beach', 'city']),
  bank: bank('bank', [...DETECTED, 'sepia', 'dog']),
};

describe('evaluateModels', () => {
  it('measures a model that knows everything as perfect, and what a source keeps of it', async () => {
    const evaluation = await evaluateModels(tools, world, { seed: 1_000_000, scenes: 1000, trials: 3 });
    const of = (measure: string, model = 'clip') => evaluation.measures.find((m) => m.measure === measure && m.model === model)?.value;
    expect(of('background')).toBe(1);
    expect(of('object, clean')).toBe(1);
    expect(of('AUROC snow')).toBe(1);
    expect(of('retained object, all', 'source')).toBe(1);
    expect(evaluation.drift.filter(({ first }) => first === 3)).toHaveLength(2 * DETECTED.length);
    const table = evaluationTable(evaluation, { seed: 1_000_000, scenes: 1000, trials: 3, date: '2026-11-23', models: [{ name: 'clip', space: 'c-identity' }] });
    expect(table).toContain('| background | 1.000 | 1.000 | ≥ 0.95 | – | 1000 scenes | 1000000 |');
    expect(table).toContain('on 2026-11-23');
    expect(table).toMatch(/\| snow \| 3 \(0\.\d\d\) \| 3 \(0\.\d\d\) \|/);
  }, 30_000);
});
