import type { PlausibleImage, Refusal, RefusalReason } from '@conceptwatch/ports';
import { foreignFormat } from './header/foreign-format';
import type { ImageHeader } from './header/image-header';
import { jpegHeader } from './header/jpeg-header';
import { pngHeader } from './header/png-header';
import { webpHeader } from './header/webp-header';

export interface DecodeLimits {
  /** Of the file. */
  bytes: number;
  /** Width × height of the original. */
  pixels: number;
  /** The shorter side of the original. */
  edge: number;
  /** Of decoding. */
  seconds: number;
}

/** Pixels and bytes bound the work; the time only ends a decoder that hangs, so that a busy machine refuses nothing. */
export const DEFAULT_LIMITS: DecodeLimits = { bytes: 32 * 1024 * 1024, pixels: 25_000_000, edge: 8, seconds: 60 };

export const refusal = (reason: RefusalReason, detail: string): Refusal => ({ status: 'refused', reason, detail });

const ACCEPTED = 'JPEG, PNG and WebP are accepted.';
const megapixels = (pixels: number): string => `${(pixels / 1e6).toFixed(pixels < 1e7 ? 1 : 0)} megapixels`;
const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

/** Refuses by header alone, without decoding: what is no accepted image, has lost its end, or is too large. */
export function inspectImage(bytes: Uint8Array, limits: DecodeLimits): PlausibleImage | Refusal {
  if (bytes.length === 0) return refusal('empty', `The file is empty. ${ACCEPTED}`);
  if (bytes.length > limits.bytes) return tooManyBytes(bytes.length, limits);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = headerOf(buffer);
  if (header === undefined) return notAccepted(buffer);
  const pixels = header.width * header.height;
  if (pixels > limits.pixels) return refusal('too-many-pixels', `The image has ${header.width} × ${header.height} pixels (${megapixels(pixels)}); at most ${megapixels(limits.pixels)} are accepted. Send a smaller one.`);
  if (!header.complete) return refusal('truncated', 'The file ends before its image does; it was cut off while it was written or sent. Send it again.');
  if (Math.min(header.width, header.height) < limits.edge) return refusal('too-small', `The image has ${header.width} × ${header.height} pixels; at least ${limits.edge} on each side are needed.`);
  return { status: 'plausible', format: header.format, width: header.width, height: header.height };
}

export const tooManyBytes = (bytes: number, limits: DecodeLimits): Refusal =>
  refusal('too-many-bytes', `The file has ${mebibytes(bytes)}; at most ${mebibytes(limits.bytes)} are accepted. Send a smaller one.`);

function headerOf(bytes: Buffer): ImageHeader | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return jpegHeader(bytes);
  if (bytes.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n') return pngHeader(bytes);
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') return webpHeader(bytes);
  return undefined;
}

function notAccepted(bytes: Buffer): Refusal {
  const format = foreignFormat(bytes);
  if (format) return refusal('unsupported-format', `${/^[AEIO]/.test(format) ? 'An' : 'A'} ${format} file is not accepted. ${ACCEPTED}`);
  return refusal('not-an-image', `The bytes are not those of an image. ${ACCEPTED}`);
}
