import type { Encoder, ImageDecoder, PixelSpec } from '@conceptwatch/ports';
import { batched } from './batched';
import { mirrorImage } from './mirror-image';

/** The same images as two encoders see them; with mirror images every image has two rows. */
export interface EmbeddedPairs {
  /** n × d_s, row-major. */
  source: Float32Array;
  /** n × d_t, row-major. */
  target: Float32Array;
  /** n, the rows. */
  images: number;
}

export interface PairTools {
  decoder: ImageDecoder;
  source: Encoder;
  target: Encoder;
}

export interface PairOptions {
  /** Default 32. */
  batchSize?: number;
  /** Behind every image comes its mirror image. */
  mirror?: boolean;
  onProgress?: (images: number) => void;
  /** @param index of the image among all */
  onRefused?: (detail: string, index: number) => void;
  signal?: AbortSignal;
}

/** Decodes images once per pixel format and embeds them by both encoders, batch after batch; refused images are left out of both. */
export async function* embeddedPairs(tools: PairTools, images: AsyncIterable<Uint8Array>, options: PairOptions = {}): AsyncGenerator<EmbeddedPairs> {
  let done = 0;
  for await (const batch of batched(images, options.batchSize ?? 32)) {
    options.signal?.throwIfAborted();
    const decoded = await Promise.all(batch.map((bytes, at) => decodeForBoth(tools, bytes, (detail) => options.onRefused?.(detail, done + at))));
    const kept = decoded.flatMap((pixels) => (pixels === undefined ? [] : options.mirror ? [pixels, mirrored(tools, pixels)] : [pixels]));
    done += batch.length;
    const source = kept.length > 0 ? await tools.source.embed(kept.map((pixels) => pixels.source)) : undefined;
    const target = kept.length > 0 ? await tools.target.embed(kept.map((pixels) => pixels.target)) : undefined;
    options.onProgress?.(done);
    if (source && target) yield { source, target, images: kept.length };
  }
}

interface BothPixels {
  source: Uint8Array;
  target: Uint8Array;
}

const mirrored = ({ source, target }: PairTools, pixels: BothPixels): BothPixels => ({ source: mirrorImage(pixels.source, source.descriptor.pixels.width), target: mirrorImage(pixels.target, target.descriptor.pixels.width) });

async function decodeForBoth({ decoder, source, target }: PairTools, bytes: Uint8Array, refuse: (detail: string) => void): Promise<BothPixels | undefined> {
  const first = await decoder.decode(bytes, source.descriptor.pixels);
  const second = sameGeometry(source.descriptor.pixels, target.descriptor.pixels) ? first : await decoder.decode(bytes, target.descriptor.pixels);
  if (first.status === 'decoded' && second.status === 'decoded') return { source: first.pixels, target: second.pixels };
  const refused = first.status === 'refused' ? first : second;
  refuse(refused.status === 'refused' ? refused.detail : '');
  return undefined;
}

/** Mean and deviation are the encoder's own business: they act on decoded pixels. */
function sameGeometry(a: PixelSpec, b: PixelSpec): boolean {
  return a.width === b.width && a.height === b.height && a.fit === b.fit && a.kernel === b.kernel && a.shortestEdge === b.shortestEdge;
}
