import { fromFloat16, slugOf } from '@conceptwatch/contracts';
import { blendDirections, conceptActivationVector, exemplarDirection, scoreBatch } from '@conceptwatch/core/concepts';
import type { ImageDecoder, ImageEmbedder, TextEncoder } from '@conceptwatch/ports';
import { embedFolder } from '../embed/embed-folder';
import { areaUnderCurve } from '../evaluate/area-under-curve';
import { seededPermutations } from '../evaluate/seeded-permutations';
import { RefusedInput } from '../refused-input';
import { labelHeads } from '../zero-shot/zero-shot';
import { factsOfScene, readTruth } from '../zero-shot/truth-file';

export interface RefineRequest {
  folder: string;
  /** The concept's text. */
  concept: string;
  /** Exemplars of each kind. Default 20. */
  count?: number;
  /** Files that a person took out of the exemplars. */
  exclude?: string[];
  /** 'mean': from the mean without to the mean with the concept; 'cav': a linear classifier. Default 'mean'. */
  method?: 'mean' | 'cav';
  /** How much the exemplars count beside the text: 0 to 1. Default 0.5. */
  blend?: number;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

export interface RefinedConcept {
  concept: string;
  /** Most similar first, and least similar first; wrong ones are named in `exclude` and the refinement repeated. */
  positives: string[];
  negatives: string[];
  /** Unit vector of the target space. */
  vector: number[];
  /** On the images that are no exemplars, where truth.jsonl or folder names say what is true. */
  auroc?: { before: number; after: number; images: number };
}

/**
 * Sharpens a concept by example: the images most and least similar to its text, less those that a person took out,
 * move the text's vector towards what they have in common.
 *
 * @throws RefusedInput when a word is unknown or there are too few images
 */
export async function refineConcept(tools: { decoder: ImageDecoder; embedder: ImageEmbedder; textEncoder: TextEncoder }, request: RefineRequest): Promise<RefinedConcept> {
  const { count = 20, method = 'mean', blend = 0.5 } = request;
  const { matrix: text } = await labelHeads([request.concept], undefined, tools.textEncoder);
  const set = await embedFolder(tools, request.folder, { signal: request.signal, onProgress: ({ done, total }) => request.onProgress?.(done, total) });
  const vectors = fromFloat16(set.vectors);
  const scores = scoreBatch(vectors, text, set.dimension);
  const excluded = new Set(request.exclude);
  const order = Array.from(scores.keys()).filter((row) => !excluded.has(set.files[row])).sort((a, b) => scores[b] - scores[a] || a - b);
  if (order.length < 2 * count) throw new RefusedInput('too-few-images', `${2 * count} images are needed for ${count} exemplars of each kind, and "${request.folder}" has ${order.length}.`);
  const [shown, absent] = [order.slice(0, count), order.slice(-count).reverse()];
  const rowsOf = (rows: number[]): Float32Array => {
    const out = new Float32Array(rows.length * set.dimension);
    rows.forEach((row, at) => out.set(vectors.subarray(row * set.dimension, (row + 1) * set.dimension), at * set.dimension));
    return out;
  };
  const exemplars = { positives: rowsOf(shown), negatives: rowsOf(absent), dimension: set.dimension };
  const direction = method === 'mean' ? exemplarDirection(exemplars) : conceptActivationVector(exemplars, seededPermutations(1));
  const vector = blendDirections(text, direction, blend);
  const used = new Set([...shown, ...absent]);
  const auroc = await judge(request, set.files, { used, before: scores, after: scoreBatch(vectors, vector, set.dimension) });
  return { concept: request.concept, positives: shown.map((row) => set.files[row]), negatives: absent.map((row) => set.files[row]), vector: [...vector], ...(auroc ? { auroc } : {}) };
}

async function judge(request: RefineRequest, files: string[], { used, before, after }: { used: Set<number>; before: Float32Array; after: Float32Array }): Promise<RefinedConcept['auroc']> {
  const truth = await readTruth(request.folder);
  const wanted = slugOf(request.concept);
  const rows = files.flatMap((_, row) => (used.has(row) ? [] : [row]));
  const shows = rows.map((row) => {
    const scene = truth.get(files[row]);
    return scene ? factsOfScene(scene).includes(wanted) : slugOf(files[row].split('/').at(-2) ?? '') === wanted;
  });
  if (!shows.includes(true) || !shows.includes(false)) return undefined;
  const auroc = (scores: Float32Array): number => areaUnderCurve(rows.map((row) => scores[row]), shows);
  return { before: auroc(before), after: auroc(after), images: rows.length };
}
