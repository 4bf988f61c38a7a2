/** An image as it comes from a source, before anything was looked at. */
export interface IncomingImage {
  /** Given by the source when it has one that survives a restart (path and change time); made by the inbox otherwise. */
  imageId?: string;
  source: string;
  capturedAt?: number;
  contentType?: string;
  content: { bytes: Uint8Array } | { reference: string };
  metadata?: Record<string, string>;
}

/** Something that images come from: a folder that is followed, a camera, an archive. */
export interface ImageSource {
  readonly name: string;
  /** Delivers batches; `accept` resolves when they are durable, and only then does the source move on. */
  start(accept: (images: IncomingImage[]) => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** Finds the bytes of an image again. */
export interface ImageStore {
  /** @returns undefined when the image is gone (deleted file, retention passed). */
  read(reference: string): Promise<Uint8Array | undefined>;
}
