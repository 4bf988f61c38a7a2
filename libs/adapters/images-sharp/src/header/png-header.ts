import type { ImageHeader } from './image-header';

const END = Buffer.from('IEND');

/** Reads IHDR; complete means that the closing IEND chunk is there with its checksum. */
export function pngHeader(bytes: Buffer): ImageHeader | undefined {
  if (bytes.length < 24) return { format: 'png', width: 0, height: 0, complete: false };
  if (bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  const end = bytes.lastIndexOf(END);
  return { format: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), complete: end > 0 && end + 8 <= bytes.length };
}
