import { fromFloat16, slugOf } from '@conceptwatch/contracts';
import { type ClassificationQuality, confusionMatrix, scoreBatch, softmax } from '@conceptwatch/core/concepts';
import type { ImageDecoder, ImageEmbedder, TextEncoder } from '@conceptwatch/ports';
import { embedBank } from '../bank/embed-bank';
import type { EmbeddedBank } from '../bank/embedded-bank';
import { parseBank } from '../bank/read-bank-file';
import { embedFolder, type EmbeddedFolder, type RefusedFile } from '../embed/embed-folder';
import { RefusedInput } from '../refused-input';
import { trueLabels } from './true-labels';

export interface ZeroShotTools {
  decoder: ImageDecoder;
  textEncoder: TextEncoder;
  /** Each classifies the same images; the first is the one whose predictions are listed. */
  embedders: { name: string; embedder: ImageEmbedder }[];
}

export interface ZeroShotRequest {
  folder: string;
  labels: string[];
  /** Prompts with the hole `{}`. The seven templates of the paper when absent. */
  templates?: string[];
  /** Labels listed per image. Default 3. */
  top?: number;
  /** Inverse temperature of the probabilities. Default 100, CLIP's. */
  scale?: number;
  onProgress?: (model: string, done: number, total: number) => void;
  signal?: AbortSignal;
}

export interface ZeroShotResult {
  labels: string[];
  predictions: { file: string; truth?: string; top: { label: string; similarity: number; probability: number }[] }[];
  /** Where the folder says what is true: per embedder, how right it was. */
  quality: { model: string; quality: ClassificationQuality }[];
  refused: RefusedFile[];
}

/**
 * Classifies a folder of images by text alone: every label becomes a concept vector, every image goes to the most
 * similar one. No label is trained.
 *
 * @throws RefusedInput when the folder has no images, a word is unknown, or there are fewer than two labels
 */
export async function zeroShot(tools: ZeroShotTools, request: ZeroShotRequest): Promise<ZeroShotResult> {
  const { labels, top = 3, scale = 100 } = request;
  if (new Set(labels.map(slugOf)).size < Math.max(2, labels.length)) throw new RefusedInput('option-invalid', 'Zero-shot classification needs at least two labels, all of them different: --labels "a dog,a cat".');
  const heads = await labelHeads(labels, request.templates, tools.textEncoder);
  const results: { model: string; set: EmbeddedFolder; scores: Float32Array }[] = [];
  for (const { name, embedder } of tools.embedders) {
    const set = await embedFolder({ decoder: tools.decoder, embedder }, request.folder, { signal: request.signal, onProgress: ({ done, total }) => request.onProgress?.(name, done, total) });
    results.push({ model: name, set, scores: scoreBatch(fromFloat16(set.vectors), heads.matrix, set.dimension) });
  }
  const [first] = results;
  if (first.set.files.length === 0) throw new RefusedInput('no-readable-image', `None of the files in "${request.folder}" can be read as an image.`);
  const truth = await trueLabels(request.folder, first.set.files, labels);
  const predictions = first.set.files.map((file, row) => {
    const label = truth[row];
    return { file, ...(label === undefined ? {} : { truth: labels[label] }), top: ranked(labels, first.scores.subarray(row * labels.length, (row + 1) * labels.length), scale).slice(0, top) };
  });
  const quality = truth.some((label) => label !== undefined) ? results.map(({ model, scores }) => ({ model, quality: confusionMatrix(truth, bestOfRows(scores, labels.length), labels.length) })) : [];
  return { labels, predictions, quality, refused: first.set.refused };
}

/** One concept vector per label. @throws RefusedInput for unknown words */
export function labelHeads(labels: string[], templates: string[] | undefined, textEncoder: TextEncoder): Promise<EmbeddedBank> {
  const bank = { name: 'labels', ...(templates ? { templates } : {}), concepts: labels.map((text) => ({ text })) };
  return embedBank(parseBank(JSON.stringify(bank), 'labels'), textEncoder);
}

function ranked(labels: string[], scores: Float32Array, scale: number): { label: string; similarity: number; probability: number }[] {
  const probabilities = softmax(scores, scale);
  return labels.map((label, k) => ({ label, similarity: scores[k], probability: probabilities[k] })).sort((a, b) => b.similarity - a.similarity);
}

function bestOfRows(scores: Float32Array, columns: number): number[] {
  return Array.from({ length: scores.length / columns }, (_, row) => {
    const values = scores.subarray(row * columns, (row + 1) * columns);
    return values.indexOf(Math.max(...values));
  });
}
