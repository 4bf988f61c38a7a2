import type { ImageEmbedder } from '@conceptwatch/ports';

/** The embedder of a pipeline that goes on while its aligner changes. A call that has begun ends with the aligner that it began with. */
export class LiveEmbedder implements ImageEmbedder {
  constructor(private current: ImageEmbedder) {}

  get descriptor(): ImageEmbedder['descriptor'] {
    return this.current.descriptor;
  }

  goOverTo(embedder: ImageEmbedder): void {
    this.current = embedder;
  }

  embed(images: Uint8Array[], lengths?: Float32Array): Promise<Float32Array> {
    return this.current.embed(images, lengths);
  }
}
