import { RefusedInput } from '../refused-input';

/** Short names of models that serve well, in the layout of transformers.js. Any other "organisation/model" works by its own name. */
export const KNOWN_MODELS: Readonly<Record<string, { model: string; use: string }>> = {
  'clip-vit-b-16': { model: 'Xenova/clip-vit-base-patch16', use: 'target: image and text tower, 512 dimensions' },
  'clip-vit-b-32': { model: 'Xenova/clip-vit-base-patch32', use: 'target: image and text tower, 512 dimensions, a quarter of the work' },
  'dino-vit-s-16': { model: 'Xenova/dino-vits16', use: 'source: self-supervised, 384 dimensions; needs an aligner' },
  'dinov2-s': { model: 'Xenova/dinov2-small', use: 'source: self-supervised, 384 dimensions; needs an aligner' },
  gpt2: { model: 'Xenova/gpt2', use: 'language model of decode' },
};

const NAME = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;

/** Whether a text can be the name of a model on a hub (a path to a folder never is: it begins with ".", "/" or a drive). */
export const isModelName = (text: string): boolean => Object.hasOwn(KNOWN_MODELS, text) || (NAME.test(text) && !text.includes('..'));

/**
 * The full name of a model.
 *
 * @throws RefusedInput
 * @example
 * fullModelName('clip-vit-b-16'); // 'Xenova/clip-vit-base-patch16'
 */
export function fullModelName(text: string): string {
  if (!isModelName(text)) throw new RefusedInput('model-name', `"${text}" is no name of a model: give "organisation/model", or one of ${Object.keys(KNOWN_MODELS).join(', ')}.`);
  return Object.hasOwn(KNOWN_MODELS, text) ? KNOWN_MODELS[text].model : text;
}
