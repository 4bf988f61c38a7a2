import { fromFloat16 } from '@conceptwatch/contracts';
import { type ClassificationQuality, confusionMatrix, fitSoftmaxRegression, type LinearClassifier, logitsOf, scoreBatch } from '@conceptwatch/core/concepts';
import type { ImageDecoder, ImageEmbedder } from '@conceptwatch/ports';
import type { EmbeddedBank } from '../bank/embedded-bank';
import { embedFolder } from '../embed/embed-folder';
import { seededPermutations } from '../evaluate/seeded-permutations';
import { classesOfFolder } from '../align/classes-of-folder';
import { RefusedInput } from '../refused-input';
import { trueLabels } from '../zero-shot/true-labels';
import { factsOfScene, readTruth } from '../zero-shot/truth-file';
import { type ConceptAuroc, conceptAurocs } from './concept-auroc';

/** A linear classifier over concept similarities, as a file keeps it. */
export interface BottleneckModel {
  format: 'conceptwatch-bottleneck-1';
  classes: string[];
  concepts: string[];
  bankDigest: string;
  spaceDigest: string;
  /** classes × concepts. */
  weight: number[][];
  bias: number[];
}

export interface BottleneckReport {
  images: { training: number; heldOut: number; unlabelled: number; refused: number };
  /** On held-out images. */
  accuracy: number;
  /** Of a linear probe on the embedding itself, trained alike. */
  probeAccuracy: number;
  quality: ClassificationQuality;
  /** Where truth.jsonl says what images show: how well each similarity alone detects its concept, over all images. */
  concepts: ConceptAuroc[];
}

export interface BottleneckRequest {
  folder: string;
  /** Class names; the names of the folders (or the backgrounds of truth.jsonl) when absent. */
  classes?: string[];
  seed?: number;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

const HELD_OUT_PERIOD = 5;
/** Similarities to hundreds of concepts are alike: their principal components learn from few images what they cannot. */
export const SIMILARITY_REGRESSION = { components: 96, weightDecay: 1e-3 };

/**
 * Trains a concept bottleneck: a linear head on the similarities of images to concepts, judged on every fifth image.
 *
 * @throws RefusedInput when classes or labelled images are missing
 */
export async function trainBottleneck(tools: { decoder: ImageDecoder; embedder: ImageEmbedder; bank: EmbeddedBank }, request: BottleneckRequest): Promise<{ model: BottleneckModel; report: BottleneckReport }> {
  const set = await embedFolder(tools, request.folder, { signal: request.signal, onProgress: ({ done, total }) => request.onProgress?.(done, total) });
  const classes = request.classes ?? (await classesOfFolder(request.folder, set.files));
  const truth = await trueLabels(request.folder, set.files, classes);
  const labelled = truth.flatMap((label, row) => (label === undefined ? [] : [{ label, row }]));
  if (classes.length < 2 || labelled.length < 10 * classes.length) throw new RefusedInput('too-few-images', `A bottleneck needs at least two classes and ten labelled images of each; "${request.folder}" has ${labelled.length} labelled images of ${classes.length} classes. Put images into a folder per class, or name --classes that truth.jsonl knows.`);
  const vectors = fromFloat16(set.vectors);
  const { definition, matrix } = tools.bank;
  const similarities = { rows: scoreBatch(vectors, matrix, set.dimension), features: definition.concepts.length };
  const parts = { training: labelled.filter((_, i) => i % HELD_OUT_PERIOD !== HELD_OUT_PERIOD - 1), heldOut: labelled.filter((_, i) => i % HELD_OUT_PERIOD === HELD_OUT_PERIOD - 1) };
  const bottleneck = trained(similarities, parts, { classes: classes.length, seed: request.seed ?? 1, ...SIMILARITY_REGRESSION });
  const probe = trained({ rows: vectors, features: set.dimension }, parts, { classes: classes.length, seed: request.seed ?? 1 });
  return {
    model: modelOf(bottleneck.classifier, { classes, concepts: definition.concepts.map(({ slug }) => slug), bankDigest: definition.digest, spaceDigest: tools.embedder.descriptor.spaceDigest }),
    report: {
      images: { training: parts.training.length, heldOut: parts.heldOut.length, unlabelled: truth.length - labelled.length, refused: set.refused.length },
      accuracy: bottleneck.quality.accuracy,
      probeAccuracy: probe.quality.accuracy,
      quality: bottleneck.quality,
      concepts: conceptAurocs(similarities.rows, definition.concepts.map(({ slug }) => slug), await shownBy(request.folder, set.files)),
    },
  };
}

interface Labelled {
  label: number;
  row: number;
}

function trained({ rows, features }: { rows: Float32Array; features: number }, parts: { training: Labelled[]; heldOut: Labelled[] }, { classes, seed, ...settings }: { classes: number; seed: number; components?: number; weightDecay?: number }): { classifier: LinearClassifier; quality: ClassificationQuality } {
  const rowOf = (row: number): Float32Array => rows.subarray(row * features, (row + 1) * features);
  const chosen = new Float32Array(parts.training.length * features);
  parts.training.forEach(({ row }, i) => chosen.set(rowOf(row), i * features));
  const classifier = fitSoftmaxRegression({ rows: chosen, features, labels: parts.training.map(({ label }) => label), classes }, { permute: seededPermutations(seed), ...settings });
  const predicted = parts.heldOut.map(({ row }) => {
    const logits = logitsOf(classifier, rowOf(row));
    return logits.indexOf(Math.max(...logits));
  });
  return { classifier, quality: confusionMatrix(parts.heldOut.map(({ label }) => label), predicted, classes) };
}

function modelOf({ weight, bias, features }: LinearClassifier, made: Omit<BottleneckModel, 'format' | 'weight' | 'bias'>): BottleneckModel {
  const short = (values: Float64Array): number[] => Array.from(values, (value) => Number(value.toPrecision(6)));
  return { format: 'conceptwatch-bottleneck-1', ...made, weight: made.classes.map((_, c) => short(weight.subarray(c * features, (c + 1) * features))), bias: short(bias) };
}

async function shownBy(folder: string, files: string[]): Promise<Map<number, Set<string>>> {
  const truth = await readTruth(folder);
  return new Map(files.flatMap((file, row) => {
    const scene = truth.get(file);
    return scene ? [[row, new Set(factsOfScene(scene))] as const] : [];
  }));
}
