import { spaceDigest } from '@conceptwatch/contracts';
import { applyAffine } from '@conceptwatch/core/alignment';
import type { AlignerWeights, Encoder, ImageEmbedder } from '@conceptwatch/ports';
import { ModelRefused } from './model-error';

/** An aligner with the name and the digest under which it is known; without weights the encoder's space is the target itself. */
export interface NamedAligner {
  name: string;
  digest: string;
  weights?: AlignerWeights;
}

export const IDENTITY_ALIGNER: NamedAligner = { name: 'identity', digest: 'identity' };

/** Encoder and aligner as one: z = W·h + b, scaled to unit length. */
export class AlignedEmbedder implements ImageEmbedder {
  readonly descriptor: ImageEmbedder['descriptor'];

  /** @throws ModelRefused when the aligner was fitted for an encoder of another dimension */
  constructor(private readonly encoder: Encoder, private readonly aligner: NamedAligner = IDENTITY_ALIGNER) {
    const { name, digest, dimension, pixels } = encoder.descriptor;
    const { weights } = aligner;
    if (weights && weights.sourceDimension !== dimension) throw new ModelRefused(`The aligner ${aligner.name} maps vectors of ${weights.sourceDimension} values, and the encoder ${name} gives ${dimension}. Use the aligner that was fitted for this encoder.`);
    this.descriptor = {
      encoder: name,
      aligner: aligner.name,
      encoderDigest: digest,
      alignerDigest: aligner.digest,
      spaceDigest: spaceDigest(digest, aligner.digest),
      dimension: weights?.targetDimension ?? dimension,
      pixels,
    };
  }

  async embed(images: Uint8Array[], lengths?: Float32Array): Promise<Float32Array> {
    const features = await this.encoder.embed(images);
    const { weights } = this.aligner;
    const rows = weights ? applyAffine(weights, features) : Float32Array.from(features);
    const { dimension } = this.descriptor;
    for (let i = 0; i < images.length; i++) {
      const length = normalise(rows.subarray(i * dimension, (i + 1) * dimension));
      if (lengths) lengths[i] = length;
    }
    return rows;
  }
}

/** Scales to unit length; a row that has no direction becomes NaN, so that nobody scores it. @returns the length before */
function normalise(row: Float32Array): number {
  let square = 0;
  for (let i = 0; i < row.length; i++) square += row[i] * row[i];
  const length = Math.sqrt(square);
  for (let i = 0; i < row.length; i++) row[i] = length > 0 && length < Infinity ? row[i] / length : NaN;
  return length;
}
