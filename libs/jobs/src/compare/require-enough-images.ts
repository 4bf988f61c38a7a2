import type { EmbeddedFolder } from '../embed/embed-folder';
import { RefusedInput } from '../refused-input';
import { smallestProvableEffect } from './smallest-provable-effect';

/** Below this, hardly any change of a concept could be told from chance, so that "no drift" would be an empty answer. */
export const FEWEST_IMAGES = 20;

/**
 * Refuses a folder that cannot carry a comparison: none of its files readable, or fewer than FEWEST_IMAGES.
 *
 * @param bank with which the folder will be judged, to say what more images would bring
 *
 * @throws RefusedInput that says how many are needed and why
 */
export function requireEnoughImages(set: 'baseline' | 'current', embedded: EmbeddedFolder, bank = { fdr: 0.01, concepts: 100 }): void {
  const oneIn = (images: number): number => Math.round(1 / smallestProvableEffect({ baseline: images, current: images }, bank));
  const readable = embedded.files.length;
  if (readable >= FEWEST_IMAGES) return;
  const { folder, refused } = embedded;
  if (readable === 0) {
    const [first] = refused;
    throw new RefusedInput(
      'no-readable-image',
      `None of the ${refused.length} file${refused.length === 1 ? '' : 's'} in the ${set} folder "${folder}" is an image that can be read, for example "${first.file}": ${first.detail} Give a folder that holds JPEG, PNG or WebP images.`,
    );
  }
  const also = refused.length ? ` (${refused.length} more ${refused.length === 1 ? 'was' : 'were'} refused, for example "${refused[0].file}": ${refused[0].detail})` : '';
  throw new RefusedInput(
    'too-few-images',
    `The ${set} folder "${folder}" has ${readable} readable image${readable === 1 ? '' : 's'}${also}, and at least ${FEWEST_IMAGES} are needed: with fewer, even a change of most images cannot be told from chance. Add images; with 500 a side a change of one image in ${oneIn(500)} can be told, with 10,000 one in ${oneIn(10_000)}.`,
  );
}
