import { type AffineMap, dataFreeAligner, fitByCrossEntropy, fitByRecipe } from '@conceptwatch/core/alignment';
import type { AlignerWeights, MatrixProduct, TextEncoder } from '@conceptwatch/ports';
import { headFor } from '../evaluate/systems/head-in-order';
import { uniformOf } from '../evaluate/systems/least-squares';
import { seededPermutations } from '../evaluate/seeded-permutations';
import { RefusedInput } from '../refused-input';
import { labelHeads } from '../zero-shot/zero-shot';
import { trueLabels } from '../zero-shot/true-labels';
import type { FolderFile } from '../embed/list-folder';
import { classesOfFolder } from './classes-of-folder';
import { type EmbeddedPairs, embeddedPairs, type PairTools } from './embedded-pairs';
import { type AlignerReport, judgedFit } from './fit-aligner';
import { folderImages } from './folder-images';
import { gatherPairs } from './gather-pairs';

/** What an aligner is fitted for: the target's vectors (exactly, or as the paper's SGD), labels, the source's own predictions, or its head alone. */
export const OBJECTIVES = ['least-squares', 'sgd', 'labels', 'predictions', 'data-free'] as const;
export type Objective = (typeof OBJECTIVES)[number];

/** Rows of a classifier behind the source encoder. */
export interface SourceHead {
  /** classes × dimension, row-major. */
  weight: Float32Array;
  bias: Float32Array;
  dimension: number;
  labels: string[];
}

export interface ObjectiveTools extends PairTools {
  product: MatrixProduct;
  /** Of the target model. */
  textEncoder: () => Promise<TextEncoder>;
  /** @throws FileRefused when the source model has none */
  head: () => Promise<SourceHead>;
}

export interface ObjectiveRequest {
  objective: Exclude<Objective, 'least-squares'>;
  folder: string;
  training: readonly FolderFile[];
  heldOut: readonly FolderFile[];
  /** Of `labels`: names of the classes; those of the folders, or the backgrounds of truth.jsonl, when absent. */
  classes?: string[];
  seed?: number;
  onProgress?: (label: 'training' | 'held-out', images: number) => void;
  signal?: AbortSignal;
}

/** Gradients of plain cosines are small: a larger rate and more epochs than the regression's. */
const ENTROPY = { epochs: 30, learningRate: 1 };

/**
 * Fits an aligner for another objective than exact regression, and judges it on held-out images all the same. The pairs
 * of the training images are kept in memory.
 *
 * @throws RefusedInput when there are too few images or labels; FileRefused when the source has no head
 */
export async function fitByObjective(tools: ObjectiveTools, request: ObjectiveRequest): Promise<{ weights: AlignerWeights; report: AlignerReport }> {
  const refused = new Set<number>();
  const pairs = (label: 'training' | 'held-out', files: readonly FolderFile[]) =>
    gatherPairs(embeddedPairs(tools, folderImages(files), { signal: request.signal, onProgress: (images) => request.onProgress?.(label, images), ...(label === 'training' ? { onRefused: (_, index) => refused.add(index) } : {}) }));
  const isFree = request.objective === 'data-free';
  const training = isFree ? undefined : await pairs('training', request.training);
  if (training && training.images < 2) throw new RefusedInput('too-few-images', `An aligner is fitted on at least 2 readable images, and there ${training.images === 1 ? 'is 1' : 'are none'}; some thousands are advised.`);
  const names = request.training.filter((_, index) => !refused.has(index)).map(({ name }) => name);
  const { map, method } = training ? await fitted(tools, request, { training, names }) : await withoutImages(tools);
  const heldOut = await pairs('held-out', request.heldOut);
  return judgedFit(tools, { map, method, heldOut, statisticsOf: training ?? heldOut, images: { training: training?.images ?? 0, refused: refused.size } });
}

interface Fitted {
  map: AffineMap;
  method: string;
}

async function fitted(tools: ObjectiveTools, request: ObjectiveRequest, { training, names }: { training: EmbeddedPairs; names: string[] }): Promise<Fitted> {
  const dimensions = { sourceDimension: tools.source.descriptor.dimension, targetDimension: tools.target.descriptor.dimension };
  const permute = seededPermutations(request.seed ?? 1);
  const uniform = uniformOf(permute);
  if (request.objective === 'sgd') return { map: await fitByRecipe({ ...training, ...dimensions }, { permute, uniform }, tools.product), method: "the paper's recipe: SGD on mean squared error, 6 epochs" };
  const { sourceDimension: ds, targetDimension: dt } = dimensions;
  const { labels, classes } = request.objective === 'labels' ? await trueTask(request, names) : await ownTask(tools, training, ds);
  const text = await textHead(tools, classes);
  const labelled = labels.flatMap((label, row) => (label === undefined ? [] : [{ label, row }]));
  if (request.objective === 'labels' && labelled.length < 10 * classes.length) throw new RefusedInput('too-few-images', `Cross-entropy needs ten labelled images of each class, and there are ${labelled.length} of ${classes.length} classes. Put images into a folder per class, or name --classes that truth.jsonl knows.`);
  const source = new Float32Array(labelled.length * ds);
  labelled.forEach(({ row }, at) => source.set(training.source.subarray(row * ds, (row + 1) * ds), at * ds));
  const start: AffineMap = { ...dimensions, weight: Float32Array.from({ length: dt * ds }, () => (2 * uniform() - 1) / Math.sqrt(ds)), bias: new Float32Array(dt) };
  const map = await fitByCrossEntropy({ source, sourceDimension: ds, labels: labelled.map(({ label }) => label), head: text, targetDimension: dt }, { start, permute, ...ENTROPY }, tools.product);
  return { map, method: `cross-entropy of cosines against ${request.objective === 'labels' ? 'labels' : "the source's own predictions"} (${classes.length} classes), SGD, ${ENTROPY.epochs} epochs` };
}

async function trueTask({ folder, classes: given, training }: ObjectiveRequest, names: string[]): Promise<{ labels: (number | undefined)[]; classes: string[] }> {
  const classes = given ?? (await classesOfFolder(folder, training.map(({ name }) => name)));
  if (classes.length < 2) throw new RefusedInput('option-invalid', `Labels need at least two classes, and "${folder}" names ${classes.length || 'none'}: put images into a folder per class, or name --classes.`);
  return { labels: await trueLabels(folder, names, classes), classes };
}

async function ownTask(tools: ObjectiveTools, { source, images }: EmbeddedPairs, ds: number): Promise<{ labels: number[]; classes: string[] }> {
  const head = await tools.head();
  const text = await labelHeads(head.labels.map(words), undefined, await tools.textEncoder());
  const { predict } = headFor({ ...head, labels: text.definition.concepts.map(({ slug }) => slug) } as Parameters<typeof headFor>[0], text);
  return { labels: Array.from({ length: images }, (_, row) => predict(source.subarray(row * ds, (row + 1) * ds))), classes: head.labels.map(words) };
}

async function withoutImages(tools: ObjectiveTools): Promise<Fitted> {
  const head = await tools.head();
  const textVectors = await textHead(tools, head.labels.map(words));
  const map = await dataFreeAligner({ sourceHead: head.weight, sourceBias: head.bias, sourceDimension: head.dimension, textHead: textVectors, targetDimension: tools.target.descriptor.dimension }, 1e-3, tools.product);
  return { map, method: `without images: the source's head as text head after the aligner (${head.labels.length} classes), ridge 0.001` };
}

/** @throws RefusedInput when text and images of the target do not live in one space */
async function textHead(tools: ObjectiveTools, classes: string[]): Promise<Float32Array> {
  const { matrix, definition } = await labelHeads(classes, undefined, await tools.textEncoder());
  if (definition.dimension !== tools.target.descriptor.dimension) throw new RefusedInput('option-invalid', `The text encoder gives ${definition.dimension} values and the target ${tools.target.descriptor.name} ${tools.target.descriptor.dimension}: this objective needs a target that has a text tower, such as CLIP.`);
  return matrix;
}

const words = (label: string): string => label.replaceAll('-', ' ');
