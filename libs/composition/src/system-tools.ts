import { existsSync } from 'node:fs';
import path from 'node:path';
import { SharpImageDecoder } from '@conceptwatch/adapters/images-sharp';
import { OnnxEncoder, OnnxMatrixProduct } from '@conceptwatch/adapters/inference-onnx';
import type { SystemSource, SystemTools } from '@conceptwatch/jobs';
import { BUNDLED_SOURCES } from './evaluation-tools';
import { loadHead } from './load-head';
import type { Toolbox } from './toolbox';

/** What the evaluation of the paper's systems works with: every bundled source encoder, their heads, and the toolbox's target. */
export async function openSystemTools(toolbox: Toolbox): Promise<SystemTools & { close(): Promise<void> }> {
  const { clip } = toolbox.models();
  const models = path.join(clip, '..');
  const session = { threads: 1 };
  const target = await OnnxEncoder.load(clip, session);
  const sources: SystemSource[] = [];
  for (const { source, aligner } of BUNDLED_SOURCES) {
    const folder = path.join(models, source);
    if (!existsSync(folder)) continue;
    const head = existsSync(path.join(folder, 'head.safetensors')) ? await loadHead(folder, path.join(models, 'aligners', `${aligner}.safetensors`), 'object') : undefined;
    sources.push({ encoder: await OnnxEncoder.load(folder, session), head });
  }
  const [{ tools }, languageModel] = await Promise.all([toolbox.evaluationTools(), toolbox.languageModel()]);
  const captioner = existsSync(path.join(models, 'conceptwatch-caption-gpt', 'onnx', 'limber_model.onnx')) ? await toolbox.captioner() : undefined;
  const product = new OnnxMatrixProduct(session);
  const close = async (): Promise<void> => void (await Promise.all([target.close(), product.close(), ...sources.map(({ encoder }) => encoder.close())]));
  return { decoder: new SharpImageDecoder(), target, sources, product, textEncoder: tools.textEncoder, languageModel, captioner, bank: tools.bank, nouns: tools.nouns, backgrounds: tools.backgrounds, close };
}
