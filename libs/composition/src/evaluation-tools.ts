import { existsSync } from 'node:fs';
import path from 'node:path';
import { AlignedEmbedder, OnnxEncoder, type SessionOptions } from '@conceptwatch/adapters/inference-onnx';
import { type EmbeddedBank, embedBank, type EvaluationTools, type EvaluationWorld, parseBank } from '@conceptwatch/jobs';
import type { ImageDecoder, TextEncoder } from '@conceptwatch/ports';
import { loadAligner } from './load-aligner';
import type { ModelChoice } from './model-choice';
import { PictureBook } from './picture-book';

interface Parts {
  models: ModelChoice;
  session: SessionOptions;
  decoder: ImageDecoder;
  textEncoder: TextEncoder;
  bank: EmbeddedBank;
  keep: <T extends { close(): Promise<void> }>(tool: T) => T;
}

/** Source encoders that come with the product; each is evaluated when its aligner is there. */
export const BUNDLED_SOURCES = [
  { source: 'conceptwatch-source-supervised', aligner: 'default' },
  { source: 'conceptwatch-source-selfsupervised', aligner: 'selfsupervised' },
];

/** The target model, every bundled source through its aligner, and zero-shot heads over the world's nouns and backgrounds. */
export async function evaluationTools(parts: Parts): Promise<{ tools: EvaluationTools; world: EvaluationWorld }> {
  const { models, session, decoder, textEncoder, bank, keep } = parts;
  const world = new PictureBook();
  const target = keep(await OnnxEncoder.load(models.clip, session));
  const evaluated: EvaluationTools['models'] = [{ name: target.descriptor.name, embedder: new AlignedEmbedder(target) }];
  for (const { source, aligner: name } of BUNDLED_SOURCES) {
    const [folder, aligner] = [path.join(models.clip, '..', source), path.join(models.clip, '..', 'aligners', `${name}.safetensors`)];
    if (!existsSync(aligner)) continue;
    const encoder = keep(await OnnxEncoder.load(folder, session));
    evaluated.push({ name: source, embedder: new AlignedEmbedder(encoder, await loadAligner(aligner, encoder.descriptor)) });
  }
  const heads = (name: string, concepts: { slug: string; text: string }[]): Promise<EmbeddedBank> => embedBank(parseBank(JSON.stringify({ name, concepts }), name), textEncoder);
  return { tools: { decoder, textEncoder, bank, models: evaluated, nouns: await heads('nouns', world.nouns), backgrounds: await heads('backgrounds', world.backgrounds) }, world };
}
