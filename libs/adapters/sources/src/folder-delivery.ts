import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { IncomingImage, Logger } from '@conceptwatch/ports';
import { type FileIdentity, imageIdOf } from './file-identity';
import type { FoundFile, OnUnreadable } from './folder-walk';
import { deliverPatiently } from './patient-delivery';

export interface FolderDeliveryOptions {
  name: string;
  content?: 'reference' | 'bytes';
  batchSize?: number;
  logger?: Logger;
  onUnreadable?: OnUnreadable;
}

/** Collects files into batches and hands them over. */
export class FolderDelivery {
  private batch: { file: FoundFile; identity: FileIdentity }[] = [];

  constructor(
    private readonly options: FolderDeliveryOptions,
    private readonly root: string,
    private readonly accept: (images: IncomingImage[]) => Promise<void>,
    private readonly signal: AbortSignal,
  ) {}

  /** Reports what cannot be read; its neighbours go on. */
  readonly unreadable: OnUnreadable = (path, error) => {
    this.options.logger?.warn('cannot be read and is left out', { source: this.options.name, path, error: error.message });
    this.options.onUnreadable?.(path, error);
  };

  get isFull(): boolean {
    return this.batch.length >= (this.options.batchSize ?? 256);
  }

  holds(path: string): boolean {
    return this.batch.some(({ file }) => file.path === path);
  }

  /** @returns false when the file may not be read. */
  async add(file: FoundFile, identity: FileIdentity): Promise<boolean> {
    try {
      await access(file.path, constants.R_OK);
    } catch (error) {
      this.unreadable(file.path, error as Error);
      return false;
    }
    this.batch.push({ file, identity });
    return true;
  }

  /** @returns what was accepted: the whole batch, or nothing when the source was stopped before. */
  async deliver(): Promise<FileIdentity[]> {
    const images: IncomingImage[] = [];
    const identities: FileIdentity[] = [];
    for (const { file, identity } of this.batch) {
      const content = await this.contentOf(file);
      if (!content) continue;
      identities.push(identity);
      images.push(this.toImage(file, identity, content));
    }
    const isAccepted = images.length === 0 || (await deliverPatiently(() => this.accept(images), this.options.name, this.signal, this.options.logger));
    if (!isAccepted) return [];
    this.batch = [];
    return identities;
  }

  private async contentOf({ path }: FoundFile): Promise<IncomingImage['content'] | undefined> {
    if (this.options.content !== 'bytes') return { reference: pathToFileURL(path).href };
    try {
      return { bytes: await readFile(path) };
    } catch (error) {
      this.unreadable(path, error as Error);
      return undefined;
    }
  }

  private toImage(file: FoundFile, identity: FileIdentity, content: IncomingImage['content']): IncomingImage {
    return { imageId: imageIdOf(identity), source: this.options.name, capturedAt: file.mtimeMs, content, metadata: { name: relative(this.root, file.path) } };
  }
}
