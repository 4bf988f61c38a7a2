import { Inject, Injectable } from '@nestjs/common';
import { HISTORY, type History, IMAGE_DECODER, IMAGE_STORE, type ImageDecoder, type ImageStore } from '@conceptwatch/ports';
import { ProblemError } from '@conceptwatch/platform/runtime';

export interface Picture {
  bytes: Uint8Array;
  contentType: string;
}

const CACHED = 256;

/** Small re-encoded pictures of images that history knows; never the original bytes. */
@Injectable()
export class Thumbnails {
  private readonly cache = new Map<string, Promise<Picture>>();

  constructor(
    @Inject(HISTORY) private readonly history: History,
    @Inject(IMAGE_STORE) private readonly images: ImageStore,
    @Inject(IMAGE_DECODER) private readonly decoder: ImageDecoder,
  ) {}

  of(stream: string, imageId: string, edge: number): Promise<Picture> {
    const key = `${stream}/${imageId}/${edge}`;
    const known = this.cache.get(key);
    if (known) return known;
    const picture = this.make(stream, imageId, edge);
    this.cache.set(key, picture);
    picture.catch(() => this.cache.delete(key));
    if (this.cache.size > CACHED) this.cache.delete(this.cache.keys().next().value as string);
    return picture;
  }

  private async make(stream: string, imageId: string, edge: number): Promise<Picture> {
    const row = await this.history.find(stream, imageId);
    const bytes = row && (await this.images.read(row.imageReference));
    if (!bytes) throw new ProblemError(404, 'image-gone', 'The image is no longer there: its file was removed or its time in the inbox has passed.');
    const thumbnail = await this.decoder.thumbnail(bytes, edge);
    if (thumbnail.status === 'refused') throw new ProblemError(404, thumbnail.reason, thumbnail.detail);
    return { bytes: thumbnail.bytes, contentType: thumbnail.contentType };
  }
}
