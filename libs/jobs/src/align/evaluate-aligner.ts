import { alignComponents, alignmentQuality, applyAffine } from '@conceptwatch/core/alignment';
import { scoreBatch } from '@conceptwatch/core/concepts';
import type { AlignerWeights } from '@conceptwatch/ports';
import { RefusedInput } from '../refused-input';
import { type EmbeddedPairs, embeddedPairs, type PairTools } from './embedded-pairs';
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
  /** Of every dimension about its own mean, in their order; null where the target never varies. */
  r2PerDimension: (number | null)[];
  /** How the leading principal components of both spaces correspond; null with too few images for them. */
  components: { size: number; weights: number[][]; diagonal: number[]; random: number[] } | null;
  /** On the images whose label is known; null when no labels were given. */
  accuracy: TaskAccuracy | null;
}

/** Classification by text alone. */
export interface TaskAccuracy {
  labels: string[];
  images: number;
  /** Of the source through the aligner, of the target itself, and the one in units of the other. */
  aligned: number;
  target: number;
  retained: number;
}

/** Which of the images show what, in the order in which they are given. */
export interface Task {
  labels: string[];
  /** Text vectors of the labels in the target space: labels × d_t. */
  heads: Float32Array;
  truth: readonly (number | undefined)[];
}

/** Components of each space, and how many images there must be for each. */
const COMPONENTS = 40;
const IMAGES_PER_COMPONENT = 5;

/** How well an aligner does on images. @throws RefusedInput when dimensions do not fit or no image can be read */
export async function evaluateAligner(tools: PairTools, aligner: AlignerWeights, images: AsyncIterable<Uint8Array>, options: { task?: Task; onProgress?: (images: number) => void; signal?: AbortSignal } = {}): Promise<AlignerEvaluation> {
  requireDimensions(tools, aligner);
  const refused = new Set<number>();
  const held = await gatherPairs(embeddedPairs(tools, images, { ...options, onRefused: (_, index) => refused.add(index) }));
  if (held.images === 0) throw new RefusedInput('no-readable-image', 'None of the files can be read as an image.');
  const mapped = applyAffine(aligner, held.source);
  const { r2, r2Centred, r2PerDimension, cosine } = alignmentQuality(mapped, held.target, aligner.targetDimension);
  const sorted = r2PerDimension.filter((value) => !Number.isNaN(value)).sort();
  return {
    images: held.images,
    refused: refused.size,
    r2,
    r2Centred,
    cosine,
    dimensions: [sorted[0], sorted[sorted.length >> 1], sorted[sorted.length - 1]],
    r2PerDimension: Array.from(r2PerDimension, (value) => (Number.isNaN(value) ? null : rounded(value))),
    components: componentsOf(held, aligner),
    accuracy: options.task ? accuracyOf(options.task, { mapped, target: held.target, dimension: aligner.targetDimension }, options.task.truth.filter((_, index) => !refused.has(index))) : null,
  };
}

const rounded = (value: number): number => Number(value.toFixed(4));

function componentsOf(held: EmbeddedPairs, { sourceDimension, targetDimension }: AlignerWeights): AlignerEvaluation['components'] {
  const size = Math.min(COMPONENTS, sourceDimension, targetDimension);
  if (held.images < IMAGES_PER_COMPONENT * size) return null;
  const { weight, diagonal, random } = alignComponents({ ...held, sourceDimension, targetDimension }, size);
  return { size, weights: Array.from({ length: size }, (_, row) => Array.from(weight.subarray(row * size, (row + 1) * size), rounded)), diagonal: Array.from(diagonal, rounded), random: Array.from(random, rounded) };
}

function accuracyOf({ labels, heads }: Task, { mapped, target, dimension }: { mapped: Float32Array; target: Float32Array; dimension: number }, truth: readonly (number | undefined)[]): TaskAccuracy {
  const known = truth.flatMap((label, row) => (label === undefined ? [] : [{ label, row }]));
  if (known.length === 0) throw new RefusedInput('too-few-images', `None of the images is labelled with one of ${labels.join(', ')}: put them into a folder per label, or name labels that truth.jsonl knows.`);
  const right = (vectors: Float32Array): number => {
    const scores = scoreBatch(vectors, heads, dimension);
    const best = (row: number): number => scores.subarray(row * labels.length, (row + 1) * labels.length).reduce((top, value, at, all) => (value > all[top] ? at : top), 0);
    return known.filter(({ label, row }) => best(row) === label).length / known.length;
  };
  const [aligned, ofTarget] = [right(mapped), right(target)];
  return { labels, images: known.length, aligned, target: ofTarget, retained: ofTarget > 0 ? aligned / ofTarget : 0 };
}

/** @throws RefusedInput */
export function requireDimensions({ source, target }: Pick<PairTools, 'source' | 'target'>, aligner: AlignerWeights): void {
  const [ds, dt] = [source.descriptor.dimension, target.descriptor.dimension];
  if (aligner.sourceDimension === ds && aligner.targetDimension === dt) return;
  throw new RefusedInput('option-invalid', `The aligner maps ${aligner.sourceDimension} to ${aligner.targetDimension} values, and ${source.descriptor.name} gives ${ds} and ${target.descriptor.name} ${dt}. Use the aligner that was fitted for these encoders.`);
}
