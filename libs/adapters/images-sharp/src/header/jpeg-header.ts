import type { ImageHeader } from './image-header';

const END_OF_IMAGE = Buffer.of(0xff, 0xd9);
const START_OF_SCAN = 0xda;
/** Frame headers: C0–CF without the Huffman (C4), arithmetic (CC) and JPG (C8) markers. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
const hasNoLength = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd9);

/**
 * Walks the segments of a JPEG to its frame header and its first scan. Complete means that an end marker follows the
 * scan; bytes after it (some cameras append thumbnails) are no fault, and a thumbnail's end marker before it is none either.
 */
export function jpegHeader(bytes: Buffer): ImageHeader | undefined {
  let size: { width: number; height: number } | undefined;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (isFrame(marker) && at + 9 <= bytes.length) size = { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    if (marker === START_OF_SCAN) return size && { format: 'jpeg', ...size, complete: bytes.lastIndexOf(END_OF_IMAGE) > at };
    at += hasNoLength(marker) ? 2 : 2 + bytes.readUInt16BE(at + 2);
  }
  return { format: 'jpeg', width: size?.width ?? 0, height: size?.height ?? 0, complete: false };
}
