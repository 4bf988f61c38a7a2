import { applyAffine, type AffineMap } from '@conceptwatch/core/alignment';
import { scoreBatch } from '@conceptwatch/core/concepts';
import { type EmbeddedPairs, embeddedPairs, type PairTools } from '../../align/embedded-pairs';
import { gatherPairs } from '../../align/gather-pairs';
import type { EmbeddedBank } from '../../bank/embedded-bank';
import type { EvaluationWorld, SceneRequest, SceneTruth } from '../evaluation-world';

/** Drawn scenes as both encoders see them, with what they show. */
export interface PairedScenes extends EmbeddedPairs {
  truth: SceneTruth[];
}

/** Draws scenes and embeds them by both encoders. @throws Error when a drawn scene is refused: that is a fault of ours */
export async function pairedScenes(tools: PairTools, world: EvaluationWorld, request: SceneRequest, options: { onProgress?: (images: number) => void; signal?: AbortSignal } = {}): Promise<PairedScenes> {
  const truth: SceneTruth[] = [];
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const scene of world.scenes(request)) {
      truth.push(scene.truth);
      yield scene.bytes;
    }
  }
  const refuse = (detail: string): never => {
    throw new Error(`A drawn scene was refused: ${detail}`);
  };
  return { ...(await gatherPairs(embeddedPairs(tools, bytes(), { ...options, onRefused: refuse }))), truth };
}

/** Rows scaled to unit length. */
export function unitRows(rows: Float32Array, dimension: number): Float32Array {
  const out = Float32Array.from(rows);
  for (let at = 0; at < out.length; at += dimension) {
    const length = Math.hypot(...out.subarray(at, at + dimension)) || 1;
    for (let i = at; i < at + dimension; i++) out[i] /= length;
  }
  return out;
}

/** Per image the class of a bank that is its only true one; undefined when there is none or several. */
export function labelsOf(truth: readonly SceneTruth[], bank: EmbeddedBank, names: (scene: SceneTruth) => string[]): (number | undefined)[] {
  const index = new Map(bank.definition.concepts.map(({ slug }, k) => [slug, k]));
  return truth.map((scene) => {
    const found = names(scene).flatMap((slug) => index.get(slug) ?? []);
    return found.length === 1 && names(scene).length === 1 ? found[0] : undefined;
  });
}

/** Zero-shot accuracy of target-space vectors against a bank of labels. */
export function zeroShotAccuracy(vectors: Float32Array, bank: EmbeddedBank, labels: readonly (number | undefined)[]): number {
  const classes = bank.definition.concepts.length;
  const scores = scoreBatch(unitRows(vectors, bank.definition.dimension), bank.matrix, bank.definition.dimension);
  let [right, count] = [0, 0];
  labels.forEach((label, row) => {
    if (label === undefined) return;
    const values = scores.subarray(row * classes, (row + 1) * classes);
    count++;
    if (values.indexOf(Math.max(...values)) === label) right++;
  });
  if (count === 0) throw new RangeError('zeroShotAccuracy requires at least one labelled image');
  return right / count;
}

export const alignedAccuracy = (map: AffineMap, scenes: PairedScenes, bank: EmbeddedBank, labels: readonly (number | undefined)[]): number => zeroShotAccuracy(applyAffine(map, scenes.source), bank, labels);
