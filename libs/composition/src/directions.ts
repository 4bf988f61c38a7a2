import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AlignerFileFormats } from '@conceptwatch/adapters/files';
import { decodeBaselineFile } from '@conceptwatch/contracts';
import { applyAffine } from '@conceptwatch/core/alignment';
import { meanVector } from '@conceptwatch/jobs';
import { FileRefused, type ImageDecoder, type ImageEmbedder } from '@conceptwatch/ports';
import { productRoot } from './product-root';

/** An image's embedding in the target space. @throws FileRefused */
export async function imageVector(file: string, { decoder, embedder }: { decoder: ImageDecoder; embedder: ImageEmbedder }): Promise<Float32Array> {
  const decoded = await decoder.decode({ path: file }, embedder.descriptor.pixels);
  if (decoded.status === 'refused') throw new FileRefused(`"${file}": ${decoded.detail}`);
  return embedder.embed([decoded.pixels]);
}

/** An image's embedding, seen from the mean image of the bundled baseline where that is of the same space. @throws FileRefused */
export async function imageDirection(file: string, tools: { decoder: ImageDecoder; embedder: ImageEmbedder }): Promise<Float32Array> {
  const { embedder } = tools;
  const vector = await imageVector(file, tools);
  const { definition, vectors } = decodeBaselineFile(await readFile(path.join(productRoot(), 'models', 'baselines', 'demo.safetensors')));
  const { encoderDigest, alignerDigest } = embedder.descriptor;
  if (definition.encoderDigest !== encoderDigest || definition.alignerDigest !== alignerDigest) return vector;
  const mean = meanVector({ vectors, dimension: definition.dimension });
  return vector.map((value, i) => value - mean[i]);
}

/** A JSON list of numbers as a direction of the target space; one of the source space goes through the aligner. @throws FileRefused */
export async function readDirection(file: string, { aligner, dimension }: { aligner: string; dimension: number }): Promise<Float32Array> {
  const values = await readNumbers(file);
  if (values.length === dimension) return values;
  const weights = new AlignerFileFormats().read(await readFile(aligner));
  if (values.length === weights.sourceDimension && weights.targetDimension === dimension) return applyAffine(weights, values);
  throw new FileRefused(`"${file}" holds ${values.length} numbers; the target space has ${dimension} and the aligner's source space ${weights.sourceDimension}.`);
}

async function readNumbers(file: string): Promise<Float32Array> {
  try {
    const list = JSON.parse(await readFile(file, 'utf8')) as unknown;
    if (Array.isArray(list) && list.length > 0 && list.every(Number.isFinite)) return Float32Array.from(list as number[]);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code) throw cause;
  }
  throw new FileRefused(`"${file}" is no JSON list of numbers.`);
}
