import { applyAffine, type AffineMap } from '@conceptwatch/core/alignment';
import { confusionMatrix, type ClassificationQuality, scoreBatch } from '@conceptwatch/core/concepts';
import type { Encoder, ImageDecoder } from '@conceptwatch/ports';
import { batched } from '../../align/batched';
import { mirrorImage } from '../../align/mirror-image';
import { type EmbeddedPairs } from '../../align/embedded-pairs';
import type { EmbeddedBank } from '../../bank/embedded-bank';
import type { EvaluationScene, SceneTruth } from '../evaluation-world';

/** Drawn scenes as a source and the target see them, with what they show. */
export interface PairedScenes extends EmbeddedPairs {
  truth: SceneTruth[];
}

interface EmbedOptions {
  /** Behind every picture comes its mirror image. */
  mirror?: boolean;
  onProgress?: (images: number) => void;
  signal?: AbortSignal;
}

/** Pictures as several encoders see them, each picture drawn and decoded once per encoder. @throws Error when a drawn picture is refused: that is a fault of ours */
export async function embedByAll(decoder: ImageDecoder, encoders: readonly Encoder[], pictures: AsyncIterable<{ bytes: Uint8Array }>, options: EmbedOptions = {}): Promise<Float32Array[]> {
  const rows: Float32Array[][] = encoders.map(() => []);
  let done = 0;
  for await (const batch of batched(pictures, 32)) {
    options.signal?.throwIfAborted();
    for (const [e, encoder] of encoders.entries()) {
      const pixels = await Promise.all(batch.map(async ({ bytes }) => {
        const decoded = await decoder.decode(bytes, encoder.descriptor.pixels);
        if (decoded.status === 'refused') throw new Error(`A drawn picture was refused: ${decoded.detail}`);
        return decoded.pixels;
      }));
      rows[e].push(await encoder.embed(options.mirror ? pixels.flatMap((one) => [one, mirrorImage(one, encoder.descriptor.pixels.width)]) : pixels));
    }
    options.onProgress?.((done += batch.length));
  }
  return rows.map(joined);
}

/** Draws scenes and embeds them by the target and by every source: one set of pairs per source. */
export async function pairedScenes(tools: { decoder: ImageDecoder; target: Encoder; sources: readonly Encoder[] }, scenes: AsyncIterable<EvaluationScene>, options: EmbedOptions = {}): Promise<PairedScenes[]> {
  const truth: SceneTruth[] = [];
  async function* listed(): AsyncGenerator<EvaluationScene> {
    for await (const scene of scenes) {
      truth.push(scene.truth, ...(options.mirror ? [scene.truth] : []));
      yield scene;
    }
  }
  const [target, ...sources] = await embedByAll(tools.decoder, [tools.target, ...tools.sources], listed(), options);
  return sources.map((source) => ({ source, target, images: truth.length, truth }));
}

function joined(parts: Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Some of the scenes, by row. */
export function chosenScenes({ source, target, truth }: PairedScenes, rows: readonly number[], { sourceDimension: ds, targetDimension: dt }: { sourceDimension: number; targetDimension: number }): PairedScenes {
  const part = { source: new Float32Array(rows.length * ds), target: new Float32Array(rows.length * dt), images: rows.length, truth: rows.map((row) => truth[row]) };
  rows.forEach((row, at) => {
    part.source.set(source.subarray(row * ds, (row + 1) * ds), at * ds);
    part.target.set(target.subarray(row * dt, (row + 1) * dt), at * dt);
  });
  return part;
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

export const backgroundOf = ({ background }: SceneTruth): string[] => [background];
export const objectsOf = ({ objects }: SceneTruth): string[] => objects;
export const factsOf = ({ objects, background, time, weather, quality }: SceneTruth): Set<string> => new Set([...objects, background, time, weather, ...quality]);

/** How vectors are classified by the nearest of some unit rows, cosine by cosine. */
export function nearestQuality(vectors: Float32Array, head: { matrix: Float32Array; dimension: number }, labels: readonly (number | undefined)[]): ClassificationQuality {
  const classes = head.matrix.length / head.dimension;
  const scores = scoreBatch(unitRows(vectors, head.dimension), head.matrix, head.dimension);
  const predicted = labels.map((_, row) => {
    const values = scores.subarray(row * classes, (row + 1) * classes);
    return values.indexOf(values.reduce((a, b) => Math.max(a, b), -Infinity));
  });
  return confusionMatrix(labels, predicted, classes);
}

/** Zero-shot accuracy of target-space vectors against a bank of labels. */
export const zeroShotAccuracy = (vectors: Float32Array, { definition, matrix }: EmbeddedBank, labels: readonly (number | undefined)[]): number => nearestQuality(vectors, { matrix, dimension: definition.dimension }, labels).accuracy;

export const alignedAccuracy = (map: AffineMap, scenes: PairedScenes, bank: EmbeddedBank, labels: readonly (number | undefined)[]): number => zeroShotAccuracy(applyAffine(map, scenes.source), bank, labels);
