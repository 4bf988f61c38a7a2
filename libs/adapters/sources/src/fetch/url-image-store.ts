import type { ImageStore, Logger } from '@conceptwatch/ports';
import { FetchRefused } from './fetch-refused';
import type { SafeFetcher } from './safe-fetcher';

const TRIES = 3;

/** Images by `https:` reference. What may not be or cannot be fetched is gone for the reader; the log says why. */
export class UrlImageStore implements ImageStore {
  constructor(
    private readonly fetcher: SafeFetcher,
    private readonly logger?: Logger,
  ) {}

  async read(reference: string): Promise<Uint8Array | undefined> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.fetcher.fetch(reference);
      } catch (error) {
        if (!(error instanceof FetchRefused)) throw error;
        if (error.retriable && tries < TRIES) continue;
        this.logger?.warn('an image was not fetched', { reason: error.reason, detail: error.message });
        return undefined;
      }
    }
  }
}
