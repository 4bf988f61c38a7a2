import type { BankFile } from './bank-file';
import type { BaselineSegment, SegmentRule } from './segments';

/** What the state store holds under each document kind, and the blobs beside them. */

/** kind 'bank', id = name: the newest version of a concept bank. Its matrix is the blob `bankBlob(digest)`. */
export interface BankDefinition {
  name: string;
  description?: string;
  /** In the order of the matrix rows and of every score record. */
  concepts: { slug: string; text: string }[];
  /** sha-256 over concepts, prompts and text encoder. */
  digest: string;
  textEncoderDigest: string;
  dimension: number;
}

/** kind 'bank-version', id = `bankVersionId(name, digest)`: every bank that was ever kept, as its author wrote it. */
export interface BankVersion {
  definition: BankDefinition;
  file: BankFile;
}
export const bankVersionId = (name: string, digest: string): string => `${name}/${digest.slice(0, 16)}`;

/** kind 'baseline', id: a training reference sample. Its vectors are the blob `baselineBlob(id)`: images × dimension binary16. */
export interface BaselineDefinition {
  id: string;
  description: string;
  images: number;
  refused: number;
  dimension: number;
  encoderDigest: string;
  alignerDigest: string;
  createdAt: number;
  /** How it came about: a folder, a camera, an archive. */
  origin: string;
  /** In the order of the images, where each segment has a baseline of its own. */
  segments?: BaselineSegment[];
}

/** kind 'stream', id = name. */
export interface StreamDefinition {
  name: string;
  baselineId: string;
  bankName: string;
  /** Images of the rolling window. */
  window: number;
  mode: 'proved' | 'calibrated';
  /** Evidence counts every so many-th image of each source; measured on the baseline when absent. */
  thinning?: number;
  /** Smallest change of a share of images that must be found; a baseline that cannot prove it is called small. */
  smallestEffect?: number;
  /** How an image's segment is found; the baseline must have the same segments. None when absent. */
  segments?: SegmentRule;
  /** Promised mean number of images between false alarms of the whole bank. */
  imagesBetweenFalseAlarms: number;
  createdAt: number;
  /** What the configuration of its service said when it was last read: what people chose since then stays until the configuration says something new. */
  configured?: { baselineId: string; bankName: string };
}

/** kind 'mute', id = stream/concept. */
export interface MuteDefinition {
  stream: string;
  concept: string;
  until: number;
  by: string;
  reason: string;
}
export const muteId = (stream: string, concept: string): string => `${stream}/${concept}`;

export const bankBlob = (digest: string): string => `bank/${digest}`;
export const baselineBlob = (id: string): string => `baseline/${id}`;
export const trendBlob = (stream: string, shard: number): string => `trend/${stream}/${shard}`;
