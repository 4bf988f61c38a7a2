import type { Refusal } from './image-decoder';

/** One thing in an archive: an image, or why it can be none. */
export interface ArchiveItem {
  /** What people call it: a file, a key, a row. Foreign text: never used as a path. */
  name: string;
  /** Where the archive goes on after this item; foreign to everyone but the archive that made it. */
  cursor: string;
  /** Fetched when asked for where that saves memory or time; bad content is a value. */
  content: Uint8Array | Refusal | (() => Promise<Uint8Array | Refusal>);
  /** Given by archives whose images have one. */
  imageId?: string;
  /** The camera, where the archive knows it. */
  source?: string;
  /** Event time in milliseconds since the epoch, where the archive knows it. */
  capturedAt?: number;
}

/** Images with an end, in an order that stays: a folder, a tar file, a bucket, a range of a topic. */
export interface ImageArchive {
  /** For people. */
  readonly name: string;
  /** Changes when the archive's content does: a backfill only goes on with the archive that it began. */
  fingerprint(): Promise<string>;
  /** How many items there are, where that is known without reading them. */
  count(): Promise<number | undefined>;
  /** @param after the cursor of the last item that is not wanted any more */
  items(options?: { after?: string; signal?: AbortSignal }): AsyncIterable<ArchiveItem>;
  close(): Promise<void>;
}

/** An archive that cannot be read or goes beyond its limits, with what to do in words. */
export class ArchiveRefused extends Error {
  readonly code = 'refused_input';
  readonly retriable = false;
  constructor(readonly reason: 'archive-damaged' | 'archive-too-large' | 'archive-unreadable' | 'archive-empty' | 'archive-changed', message: string, options?: ErrorOptions) {
    super(message, options);
  }
}
