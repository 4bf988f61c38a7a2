/** Why an image was refused: stable slugs, used in metrics, dead letters and answers. */
export type RefusalReason =
  | 'empty'
  | 'not-an-image'
  | 'unsupported-format'
  | 'truncated'
  | 'too-many-pixels'
  | 'too-many-bytes'
  | 'too-small'
  | 'unreadable'
  | 'invalid-embedding'
  | 'unsupported-version'
  | 'decode-timeout'
  | 'process-crash'
  | 'unsafe-entry';

export interface Refusal {
  status: 'refused';
  reason: RefusalReason;
  /** One sentence for people: what is wrong and what would be accepted. */
  detail: string;
}

/** How an encoder wants its pixels; read from preprocessor_config.json. */
export interface PixelSpec {
  width: number;
  height: number;
  /** 'cover' resizes the shorter edge and crops the centre, 'fill' stretches. */
  fit: 'cover' | 'fill';
  /** With 'cover': the shorter edge is resized to this and the centre of width × height is cut out; the target's own edge when absent. */
  shortestEdge?: number;
  kernel: 'nearest' | 'linear' | 'cubic' | 'lanczos3';
  /** Per channel, in units of 0..1. */
  mean: [number, number, number];
  std: [number, number, number];
}

export interface DecodedImage {
  status: 'decoded';
  /** RGB, height × width × 3, row-major. */
  pixels: Uint8Array;
  /** Of the original. */
  originalWidth: number;
  originalHeight: number;
}

/** What the header alone says: enough to refuse most bad input while the sender is still listening. */
export interface PlausibleImage {
  status: 'plausible';
  format: 'jpeg' | 'png' | 'webp';
  width: number;
  height: number;
}

export interface ImageDecoder {
  /** Looks at magic bytes, header dimensions and the end of the file, without decoding. Microseconds, no allocation worth naming. */
  inspect(bytes: Uint8Array): PlausibleImage | Refusal;
  /** Decodes and resizes; bad input is a value, never a throw. `content` is the file's bytes or its path. */
  decode(content: Uint8Array | { path: string }, spec: PixelSpec): Promise<DecodedImage | Refusal>;
  /** A re-encoded WebP or JPEG without metadata, at most `maxEdge` pixels, for people to look at. */
  thumbnail(content: Uint8Array, maxEdge: number): Promise<{ status: 'encoded'; bytes: Uint8Array; contentType: string } | Refusal>;
}
