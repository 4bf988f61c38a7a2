import { toFloat16 } from '@conceptwatch/contracts';
import type { DecodedImage, ImageDecoder, ImageEmbedder, RefusalReason } from '@conceptwatch/ports';
import { decodeInOrder } from './decode-in-order';
import { listFolder, type FolderListing } from './list-folder';
import { RefusedInput } from '../refused-input';

export interface RefusedFile {
  /** Relative to the folder. */
  file: string;
  reason: RefusalReason;
  detail: string;
}

export interface EmbedProgress {
  /** Files looked at so far, refused ones included. */
  done: number;
  total: number;
  refused: number;
}

export interface EmbedOptions {
  /** Images per call of the encoder; part of what the last bit of an embedding depends on. Default 32. */
  batchSize?: number;
  /** Images that are decoded at once. Default 64. */
  decodesInFlight?: number;
  onProgress?: (progress: EmbedProgress) => void;
  signal?: AbortSignal;
}

export interface EmbeddedFolder {
  folder: string;
  /** Relative names of the images that were embedded, in code-point order: row i of `vectors` is `files[i]`. */
  files: string[];
  /** Absolute paths, to show the images again; none where only embeddings were kept. */
  paths: (string | Buffer | undefined)[];
  /** files.length × dimension, little-endian binary16, row-major, unit length before rounding. */
  vectors: Uint8Array;
  dimension: number;
  refused: RefusedFile[];
  /** Labels and notes beside the images, passed over by their names. */
  sidecars: number;
  /** Who sent each image, where that was kept. */
  sources?: string[];
}

type Readable = { name: string; path: string | Buffer; image: DecodedImage };

/**
 * Embeds every image of a folder: decode (several at once), encode in micro-batches, align, round to binary16.
 * The k-th readable image in code-point order always falls into the same micro-batch, so that the result depends
 * neither on the order in which the file system lists the files nor on how many are decoded at once.
 *
 * @throws RefusedInput when the folder is missing or holds no file at all; files that cannot be read as images are
 *   returned in `refused`, never thrown
 */
export async function embedFolder(
  tools: { decoder: ImageDecoder; embedder: ImageEmbedder },
  folder: string,
  options: EmbedOptions = {},
): Promise<EmbeddedFolder> {
  const { batchSize = 32, signal } = options;
  const listing = await requireFiles(folder, signal);
  const collected = new Collected(folder, tools.embedder.descriptor.dimension, listing);
  let batch: Readable[] = [];
  let embedding: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    const full = batch;
    batch = [];
    await embedding;
    embedding = embedBatch(tools.embedder, full, collected);
    embedding.catch(() => undefined);
  };
  const decoding = { decoder: tools.decoder, spec: tools.embedder.descriptor.pixels, inFlight: options.decodesInFlight ?? 64 };
  let done = 0;
  for await (const { file, outcome } of decodeInOrder(listing.files, decoding, signal)) {
    if (outcome.status === 'refused') collected.refuse({ file: file.name, reason: outcome.reason, detail: outcome.detail });
    else batch.push({ ...file, image: outcome });
    if (batch.length === batchSize) await flush();
    options.onProgress?.({ done: ++done, total: listing.files.length, refused: collected.refused.length });
  }
  if (batch.length) await flush();
  await embedding;
  return collected.result();
}

/** Lists a folder and refuses one without any file, which is quick to do before models are loaded. @throws RefusedInput */
export async function requireFiles(folder: string, signal?: AbortSignal): Promise<FolderListing> {
  const listing = await listFolder(folder, signal);
  if (listing.files.length === 0) throw new RefusedInput('empty-folder', emptyFolder(folder, listing.sidecars));
  return listing;
}

async function embedBatch(embedder: ImageEmbedder, batch: Readable[], collected: Collected): Promise<void> {
  const rows = await embedder.embed(batch.map(({ image }) => image.pixels));
  const { dimension } = embedder.descriptor;
  batch.forEach((readable, i) => collected.add(readable, rows.subarray(i * dimension, (i + 1) * dimension)));
}

function emptyFolder(folder: string, sidecars: number): string {
  const held = sidecars ? `holds ${sidecars} label or note file${sidecars === 1 ? '' : 's'} but no image` : 'is empty';
  return `The folder "${folder}" ${held}. Give a folder that holds JPEG, PNG or WebP images; nested folders are searched, hidden files are not.`;
}

/** What one folder gave so far. */
class Collected {
  readonly refused: RefusedFile[] = [];
  private readonly files: string[] = [];
  private readonly paths: (string | Buffer)[] = [];
  private readonly vectors: Uint8Array;

  constructor(private readonly folder: string, private readonly dimension: number, private readonly listing: FolderListing) {
    this.vectors = new Uint8Array(listing.files.length * dimension * 2);
  }

  add(readable: Readable, row: Float32Array): void {
    if (row.some((value) => !Number.isFinite(value))) {
      this.refuse({ file: readable.name, reason: 'invalid-embedding', detail: 'The encoder gave no finite embedding for this image.' });
      return;
    }
    this.vectors.set(toFloat16(row), this.files.length * this.dimension * 2);
    this.files.push(readable.name);
    this.paths.push(readable.path);
  }

  refuse(file: RefusedFile): void {
    this.refused.push(file);
  }

  result(): EmbeddedFolder {
    const { folder, files, paths, dimension } = this;
    const vectors = this.vectors.slice(0, files.length * dimension * 2);
    const refused = [...this.refused].sort((a, b) => Buffer.compare(Buffer.from(a.file), Buffer.from(b.file)));
    return { folder, files, paths, vectors, dimension, refused, sidecars: this.listing.sidecars };
  }
}
