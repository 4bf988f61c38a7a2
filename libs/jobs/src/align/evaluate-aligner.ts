import { alignmentQuality, applyAffine } from '@conceptwatch/core/alignment';
import type { AlignerWeights } from '@conceptwatch/ports';
import { RefusedInput } from '../refused-input';
import { embeddedPairs, type PairTools } from './embedded-pairs';
import { gatherPairs } from './gather-pairs';

export interface AlignerEvaluation {
  images: number;
  refused: number;
  /** About the grand mean of the target, as the paper's authors; and about each dimension's mean. */
  r2: number;
  r2Centred: number;
  cosine: number;
  /** Lowest, median and highest R² of a dimension. */
  dimensions: [number, number, number];
}

/** How well an aligner does on images. @throws RefusedInput when dimensions do not fit or no image can be read */
export async function evaluateAligner(tools: PairTools, aligner: AlignerWeights, images: AsyncIterable<Uint8Array>, options: { onProgress?: (images: number) => void; signal?: AbortSignal } = {}): Promise<AlignerEvaluation> {
  requireDimensions(tools, aligner);
  let refused = 0;
  const held = await gatherPairs(embeddedPairs(tools, images, { ...options, onRefused: () => refused++ }));
  if (held.images === 0) throw new RefusedInput('no-readable-image', 'None of the files can be read as an image.');
  const { r2, r2Centred, r2PerDimension, cosine } = alignmentQuality(applyAffine(aligner, held.source), held.target, aligner.targetDimension);
  const sorted = r2PerDimension.filter((value) => !Number.isNaN(value)).sort();
  return { images: held.images, refused, r2, r2Centred, cosine, dimensions: [sorted[0], sorted[sorted.length >> 1], sorted[sorted.length - 1]] };
}

/** @throws RefusedInput */
export function requireDimensions({ source, target }: Pick<PairTools, 'source' | 'target'>, aligner: AlignerWeights): void {
  const [ds, dt] = [source.descriptor.dimension, target.descriptor.dimension];
  if (aligner.sourceDimension === ds && aligner.targetDimension === dt) return;
  throw new RefusedInput('option-invalid', `The aligner maps ${aligner.sourceDimension} to ${aligner.targetDimension} values, and ${source.descriptor.name} gives ${ds} and ${target.descriptor.name} ${dt}. Use the aligner that was fitted for these encoders.`);
}
