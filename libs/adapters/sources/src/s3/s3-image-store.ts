import type { ImageStore, Logger } from '@conceptwatch/ports';
import { parseS3, type S3Objects } from './s3-objects';

const MOST_BYTES = 10 * 1024 * 1024;

/** Images by `s3:` reference, in buckets that were named: references come over the network. */
export class S3ImageStore implements ImageStore {
  constructor(
    private readonly objects: S3Objects,
    private readonly options: { buckets: readonly string[]; mostBytes?: number; logger?: Logger },
  ) {}

  async read(reference: string): Promise<Uint8Array | undefined> {
    const location = parseS3(reference);
    if (!location || !this.options.buckets.includes(location.bucket)) {
      this.options.logger?.warn('an image was not read from S3', { reason: 'bucket-not-allowed', bucket: location?.bucket });
      return undefined;
    }
    const bytes = await this.objects.read(location, this.options.mostBytes ?? MOST_BYTES);
    if (bytes === 'too-large') this.options.logger?.warn('an image was not read from S3', { reason: 'too-many-bytes', bucket: location.bucket });
    return bytes instanceof Uint8Array ? bytes : undefined;
  }
}
