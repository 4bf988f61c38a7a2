import { existsSync } from 'node:fs';
import path from 'node:path';
import { ModelMissing } from '@conceptwatch/adapters/inference-onnx';
import { modelFolder } from './model-cache';
import { productRoot } from './product-root';

export interface ModelChoice {
  /** Folder of the target model: image tower and text tower. */
  clip: string;
  bundled: boolean;
  /** What people should know about these models. */
  note: string;
}

export const BUNDLED_CLIP = 'conceptwatch-mini-clip';

const BUNDLED_NOTE =
  'The bundled models know drawn scenes, not photographs: on photographs their words mean little. For photographs give a CLIP model in the layout of transformers.js (onnx/vision_model.onnx and onnx/text_model.onnx, for example CLIP ViT-B/16) with --models DIR; "conceptwatch models pull clip-vit-b-16" fetches one.';

const isClip = (folder: string): boolean => existsSync(path.join(folder, 'onnx')) && existsSync(path.join(folder, 'tokenizer.json'));

/**
 * Which models to use: the bundled ones, those in a folder that is a CLIP model or holds one, or a pulled model by name.
 *
 * @throws ModelMissing
 */
export function chooseModels(models?: string): ModelChoice {
  const folder = models === undefined ? path.join(productRoot(), 'models') : path.resolve(modelFolder(models));
  const inside = path.join(folder, BUNDLED_CLIP);
  if (isClip(inside)) return { clip: inside, bundled: true, note: BUNDLED_NOTE };
  if (isClip(folder)) return { clip: folder, bundled: path.basename(folder) === BUNDLED_CLIP, note: path.basename(folder) === BUNDLED_CLIP ? BUNDLED_NOTE : '' };
  throw new ModelMissing(`There is no CLIP model in "${models ?? folder}": give a folder with tokenizer.json, preprocessor_config.json, onnx/vision_model.onnx and onnx/text_model.onnx, as transformers.js lays models out.`);
}

/** The bundled source encoder that never saw text, and the aligner that takes it into the bundled CLIP space. */
export function bundledSource(): { encoder: string; aligner: string } {
  const models = path.join(productRoot(), 'models');
  return { encoder: path.join(models, 'conceptwatch-source-supervised'), aligner: path.join(models, 'aligners', 'default.safetensors') };
}
