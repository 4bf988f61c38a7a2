import type { ImageStore } from '@conceptwatch/ports';

/** Sends each reference to the store of its scheme; a scheme that nobody reads is as gone. */
export class SchemeImageStore implements ImageStore {
  /** @param stores by scheme without its colon: `file`, `log`, `https`, `s3` */
  constructor(private readonly stores: Readonly<Record<string, ImageStore>>) {}

  read(reference: string): Promise<Uint8Array | undefined> {
    const scheme = /^([a-z][a-z0-9+.-]*):/.exec(reference)?.[1] ?? '';
    return Object.hasOwn(this.stores, scheme) ? this.stores[scheme].read(reference) : Promise.resolve(undefined);
  }
}
