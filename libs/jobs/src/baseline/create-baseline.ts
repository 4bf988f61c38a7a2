import path from 'node:path';
import { type BaselineDefinition, encodeBaselineFile, slugOf } from '@conceptwatch/contracts';
import type { ImageDecoder, ImageEmbedder } from '@conceptwatch/ports';
import { requireEnoughImages } from '../compare/require-enough-images';
import { type EmbeddedFolder, embedFolder, type EmbedProgress, type RefusedFile } from '../embed/embed-folder';
import { requireSegments } from './require-segments';

export interface BaselineRequest {
  folder: string;
  /** Made from the folder's name when absent. */
  id?: string;
  description?: string;
  /** Each folder in the folder is a segment with a baseline of its own. */
  segments?: boolean;
  /** Milliseconds since the epoch. */
  createdAt: number;
  onProgress?: (progress: EmbedProgress) => void;
  signal?: AbortSignal;
}

export interface CreatedBaseline {
  definition: BaselineDefinition;
  /** images × dimension, little-endian binary16. */
  vectors: Uint8Array;
  refused: RefusedFile[];
  /** The baseline as a file. */
  file: Uint8Array;
}

/**
 * Embeds a folder of training images as a reference sample.
 *
 * @throws RefusedInput when the folder is missing, is empty or has too few readable images
 */
export async function createBaseline(tools: { decoder: ImageDecoder; embedder: ImageEmbedder }, request: BaselineRequest): Promise<CreatedBaseline> {
  const embedded = await embedFolder(tools, request.folder, { onProgress: request.onProgress, signal: request.signal });
  return baselineFrom(embedded, tools.embedder.descriptor, request);
}

/** A reference sample of images that are embedded already. @throws RefusedInput when there are too few, or segments are wanted and cannot be told */
export function baselineFrom(embedded: EmbeddedFolder, descriptor: ImageEmbedder['descriptor'], request: Omit<BaselineRequest, 'onProgress' | 'signal'>): CreatedBaseline {
  requireEnoughImages('baseline', embedded);
  const { encoderDigest, alignerDigest, dimension } = descriptor;
  const definition: BaselineDefinition = {
    id: request.id ?? (slugOf(path.basename(path.resolve(request.folder))) || 'baseline'),
    description: request.description ?? '',
    images: embedded.files.length,
    refused: embedded.refused.length,
    dimension,
    encoderDigest,
    alignerDigest,
    createdAt: request.createdAt,
    origin: request.folder,
    ...(request.segments ? { segments: requireSegments(embedded) } : {}),
  };
  return { definition, vectors: embedded.vectors, refused: embedded.refused, file: encodeBaselineFile(definition, embedded.vectors, embedded.files) };
}
