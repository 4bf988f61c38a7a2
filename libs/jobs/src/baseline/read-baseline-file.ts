import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { decodeBaselineFile } from '@conceptwatch/contracts';
import type { ImageEmbedder } from '@conceptwatch/ports';
import type { EmbeddedFolder } from '../embed/embed-folder';
import { RefusedInput } from '../refused-input';

export const isFile = async (given: string): Promise<boolean> => (await stat(given).catch(() => undefined))?.isFile() ?? false;

/**
 * Reads a baseline file as what its folder gave when it was embedded; the images themselves are not in it, and are
 * looked for where they were.
 *
 * @throws RefusedInput when the baseline was embedded by other models; BaselineFileRefused when it is no baseline file
 */
export async function readBaselineFile(file: string, { encoder, aligner, encoderDigest, alignerDigest }: ImageEmbedder['descriptor']): Promise<EmbeddedFolder> {
  const { definition, vectors, files } = decodeBaselineFile(await readFile(file));
  if (definition.encoderDigest !== encoderDigest || definition.alignerDigest !== alignerDigest) {
    throw new RefusedInput('baseline-mismatch', `The baseline "${file}" was embedded by other models than those in use (encoder ${encoder}, aligner ${aligner}), and scores of two models cannot be compared. Make it again with "conceptwatch baseline create", or use its models.`);
  }
  const names = files ?? Array.from({ length: definition.images }, (_, i) => `image ${i + 1}`);
  return { folder: file, files: names, paths: files?.map((name) => path.join(definition.origin, name)) ?? [], vectors, dimension: definition.dimension, refused: [], sidecars: 0 };
}
