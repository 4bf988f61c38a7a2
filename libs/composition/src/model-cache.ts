import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { ModelMissing } from '@conceptwatch/adapters/inference-onnx';
import { fullModelName, isModelName, MODEL_LOCK } from '@conceptwatch/jobs';

export { openModelHub } from '@conceptwatch/adapters/model-hub';

/** Where pulled models are kept: CONCEPTWATCH_MODELS_CACHE, or the user's cache folder. */
export const modelCache = (): string => process.env.CONCEPTWATCH_MODELS_CACHE ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'conceptwatch', 'models');

/**
 * The folder of a model that is given by path or by name. Nothing is ever downloaded here: that is what `models pull` is for.
 *
 * @throws ModelMissing when it is a name and that model was not pulled
 */
export function modelFolder(given: string): string {
  if (existsSync(given) || !isModelName(given)) return given;
  const name = fullModelName(given);
  const folder = path.join(modelCache(), ...name.split('/'));
  if (existsSync(path.join(folder, MODEL_LOCK))) return folder;
  throw new ModelMissing(`There is no folder "${given}", and the model ${name} was not pulled to ${modelCache()}. With a network: npx conceptwatch models pull ${given}`);
}
