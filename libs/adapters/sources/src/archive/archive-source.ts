import type { ArchiveItem, ImageArchive, ImageSource, IncomingImage, Logger, Refusal } from '@conceptwatch/ports';
import { deliverPatiently } from '../patient-delivery';

export interface ArchiveSourceOptions {
  /** Unique among all sources. */
  name: string;
  archive: ImageArchive;
  logger?: Logger;
  /** Images that are made durable together. Default 64. */
  batchSize?: number;
  /** Told about what cannot be an image; it is passed over. */
  onRefused?: (name: string, refusal: Refusal) => void;
}

/** Delivers an archive's images as any other source does, from the first to the last. */
export class ArchiveSource implements ImageSource {
  readonly name: string;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: ArchiveSourceOptions) {
    this.name = options.name;
  }

  start(accept: (images: IncomingImage[]) => Promise<void>): Promise<void> {
    this.running = this.deliver(accept);
    this.running.catch((error: unknown) => this.options.logger?.error('the archive is no longer read', { source: this.name, error: String(error) }));
    return Promise.resolve();
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Resolves when everything is delivered or the source was stopped; rejects with what ended it otherwise. */
  finished(): Promise<void> {
    return this.running;
  }

  private async deliver(accept: (images: IncomingImage[]) => Promise<void>): Promise<void> {
    const { archive, batchSize = 64, logger } = this.options;
    let batch: IncomingImage[] = [];
    const flush = async (): Promise<void> => {
      const full = batch;
      batch = [];
      if (full.length) await deliverPatiently(() => accept(full), this.name, this.stopping.signal, logger);
    };
    for await (const item of archive.items()) {
      if (this.stopping.signal.aborted) break;
      const image = await this.toImage(item);
      if (image) batch.push(image);
      if (batch.length >= batchSize) await flush();
    }
    if (!this.stopping.signal.aborted) await flush();
  }

  private async toImage({ name, content, imageId, source, capturedAt }: ArchiveItem): Promise<IncomingImage | undefined> {
    const loaded = typeof content === 'function' ? await content() : content;
    if (loaded instanceof Uint8Array) return { imageId, source: source ?? this.name, capturedAt, content: { bytes: loaded }, metadata: { name } };
    this.options.onRefused?.(name, loaded);
    return undefined;
  }
}
