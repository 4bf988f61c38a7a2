import { toFloat16 } from '@conceptwatch/contracts';
import type { DecodedImage, ImageDecoder, ImageEmbedder } from '@conceptwatch/ports';
import type { EvaluationScene, SceneTruth } from './evaluation-world';

export interface EmbeddedScenes {
  /** scenes × dimension, binary16, as everywhere in the product. */
  vectors: Uint8Array;
  dimension: number;
  truth: SceneTruth[];
}

export interface EmbedScenesOptions {
  batchSize?: number;
  onProgress?: (done: number) => void;
  signal?: AbortSignal;
}

/**
 * Embeds scenes by several embedders at once, each picture drawn a single time.
 *
 * @returns one set per embedder, in the order given
 * @throws Error when a drawn picture cannot be decoded: that is a fault of ours
 */
export async function embedScenes(
  tools: { decoder: ImageDecoder; embedders: ImageEmbedder[] },
  scenes: AsyncIterable<EvaluationScene>,
  options: EmbedScenesOptions = {},
): Promise<EmbeddedScenes[]> {
  const rows: Uint8Array[][] = tools.embedders.map(() => []);
  const truth: SceneTruth[] = [];
  for await (const batch of batches(scenes, options.batchSize ?? 32)) {
    options.signal?.throwIfAborted();
    for (const [e, embedder] of tools.embedders.entries()) {
      const pixels = await Promise.all(batch.map(({ bytes }) => decode(tools.decoder, bytes, embedder)));
      rows[e].push(toFloat16(await embedder.embed(pixels)));
    }
    truth.push(...batch.map((scene) => scene.truth));
    options.onProgress?.(truth.length);
  }
  return tools.embedders.map(({ descriptor }, e) => ({ vectors: new Uint8Array(Buffer.concat(rows[e])), dimension: descriptor.dimension, truth }));
}

async function decode(decoder: ImageDecoder, bytes: Uint8Array, { descriptor }: ImageEmbedder): Promise<DecodedImage['pixels']> {
  const decoded = await decoder.decode(bytes, descriptor.pixels);
  if (decoded.status === 'refused') throw new Error(`A drawn scene was refused (${decoded.reason}): ${decoded.detail}`);
  return decoded.pixels;
}

async function* batches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length) yield batch;
}
