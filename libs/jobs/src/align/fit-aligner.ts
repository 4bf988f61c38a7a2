import { type AffineMap, alignmentQuality, applyAffine, NormalEquations } from '@conceptwatch/core/alignment';
import type { AlignerWeights, MatrixProduct } from '@conceptwatch/ports';
import { RefusedInput } from '../refused-input';
import { type EmbeddedPairs, embeddedPairs, type PairTools } from './embedded-pairs';
import type { FitCheckpoint } from './fit-checkpoint';
import { gatherPairs } from './gather-pairs';

export interface FitAlignerRequest {
  /** Encoded images to fit on. */
  training: AsyncIterable<Uint8Array>;
  /** Encoded images to judge the fit by; none of them may be among the others. */
  heldOut: AsyncIterable<Uint8Array>;
  /** Relative to the mean variance of the source dimensions; raised where the equations are too ill-conditioned for it. Default 1e-6, and with fewer than ten images per dimension what generalised cross-validation finds best. */
  ridge?: number;
  /** Fits on every image and on its mirror image: more out of few images, where left and right mean the same. */
  mirror?: boolean;
  /** Where an interrupted fit goes on, and where this one leaves what it has. `training` then begins behind the images that were taken. */
  checkpoint?: FitCheckpoint;
  onProgress?: (label: 'training' | 'held-out', images: number) => void;
  signal?: AbortSignal;
}

/** What a reader of an aligner must know about it; beside the weights as JSON. */
export interface AlignerReport {
  source: { name: string; digest: string; dimension: number };
  target: { name: string; digest: string; dimension: number };
  method: string;
  images: { training: number; heldOut: number; refused: number };
  heldOut: { r2: number; r2Centred: number; cosine: number };
  /** Of the training images: classifier heads are scaled by them before they are decoded. */
  statistics: { sourceMean: number[]; sourceDeviation: number[]; targetMean: number[] };
}

/**
 * Fits the affine map from one encoder's space into another's by exact least squares over a stream of images, and
 * judges it on held-out ones. Memory does not grow with the number of training images.
 *
 * @throws RefusedInput when there are too few readable images
 */
export async function fitAligner(tools: PairTools & { product?: MatrixProduct }, request: FitAlignerRequest): Promise<{ weights: AlignerWeights; report: AlignerReport }> {
  const { source, target } = tools;
  const { restored } = request.checkpoint ?? {};
  let refused = restored?.refused ?? 0;
  const taken = { training: restored?.taken ?? 0, 'held-out': 0 };
  const pairs = (label: 'training' | 'held-out') => {
    const before = taken[label];
    return embeddedPairs(tools, label === 'training' ? request.training : request.heldOut, {
      mirror: request.mirror && label === 'training',
      signal: request.signal,
      onProgress: (images) => request.onProgress?.(label, (taken[label] = before + images)),
      onRefused: () => refused++,
    });
  };
  const fit = new NormalEquations(source.descriptor.dimension, target.descriptor.dimension, tools.product);
  if (restored) fit.restore(restored.equations);
  for await (const batch of pairs('training')) {
    await fit.update(batch.source, batch.target);
    await request.checkpoint?.keep({ taken: taken.training, refused }, () => fit.state());
  }
  if (fit.count < 2) throw new RefusedInput('too-few-images', `An aligner is fitted on at least 2 readable images, and there ${fit.count === 1 ? 'is 1' : 'are none'}; some thousands are advised.`);
  const { ridge: ridgeUsed, ...map } = await fit.solve(request.ridge);
  const heldOut = await gatherPairs(pairs('held-out'));
  const { source: ofSource, target: ofTarget } = await fit.statistics();
  const method = `affine least squares by streaming normal equations in float64, ridge ${ridgeUsed} of the mean variance${request.mirror ? ', every image also mirrored' : ''}`;
  return judgedFit(tools, { map, method, heldOut, statisticsOf: { sourceMean: ofSource.mean, sourceDeviation: ofSource.deviation, targetMean: ofTarget.mean }, images: { training: request.mirror ? fit.count / 2 : fit.count, refused } });
}

interface Fit {
  map: AffineMap;
  method: string;
  heldOut: EmbeddedPairs;
  /** Images to take them of, or the statistics themselves. */
  statisticsOf: EmbeddedPairs | Record<keyof AlignerReport['statistics'], Float32Array>;
  images: { training: number; refused: number };
}

/** A fitted map with its figures on held-out images. @throws RefusedInput when none of these can be read */
export function judgedFit({ source, target }: PairTools, { map, method, heldOut, statisticsOf, images }: Fit): { weights: AlignerWeights; report: AlignerReport } {
  if (heldOut.images === 0) throw new RefusedInput('too-few-images', 'None of the held-out images can be read, so the aligner cannot be judged. Give more images.');
  const { r2, r2Centred, cosine } = alignmentQuality(applyAffine(map, heldOut.source), heldOut.target, map.targetDimension);
  const { sourceMean, sourceDeviation, targetMean } = 'images' in statisticsOf ? statisticsFrom(statisticsOf, map) : statisticsOf;
  const report: AlignerReport = {
    source: named(source.descriptor),
    target: named(target.descriptor),
    method,
    images: { training: images.training, heldOut: heldOut.images, refused: images.refused },
    heldOut: { r2, r2Centred, cosine },
    statistics: { sourceMean: rounded(sourceMean), sourceDeviation: rounded(sourceDeviation), targetMean: rounded(targetMean) },
  };
  const metadata = { encoder: source.descriptor.name, encoder_digest: source.descriptor.digest, target: target.descriptor.name, target_digest: target.descriptor.digest };
  return { weights: { ...map, metadata }, report };
}

function statisticsFrom({ source, target, images }: EmbeddedPairs, { sourceDimension, targetDimension }: AffineMap): Record<keyof AlignerReport['statistics'], Float32Array> {
  const mean = (values: Float32Array, dimension: number): Float32Array => {
    const sums = new Float64Array(dimension);
    values.forEach((value, i) => (sums[i % dimension] += value));
    return Float32Array.from(sums, (sum) => sum / images);
  };
  const sourceMean = mean(source, sourceDimension);
  const squares = mean(source.map((value, i) => (value - sourceMean[i % sourceDimension]) ** 2), sourceDimension);
  return { sourceMean, sourceDeviation: squares.map(Math.sqrt), targetMean: mean(target, targetDimension) };
}

const named = ({ name, digest, dimension }: { name: string; digest: string; dimension: number }) => ({ name, digest, dimension });

const rounded = (values: Float32Array): number[] => Array.from(values, (value) => Number(value.toPrecision(7)));
