import type { ImageHeader } from './image-header';

/** Reads the size out of the first chunk (lossy, lossless or extended); complete means as many bytes as RIFF promises. */
export function webpHeader(bytes: Buffer): ImageHeader | undefined {
  if (bytes.length < 30) return { format: 'webp', width: 0, height: 0, complete: false };
  const size = sizeOf(bytes);
  return size && { format: 'webp', ...size, complete: bytes.readUInt32LE(4) + 8 <= bytes.length };
}

function sizeOf(bytes: Buffer): { width: number; height: number } | undefined {
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    case 'VP8L': {
      const packed = bytes.readUInt32LE(21);
      return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    default:
      return undefined;
  }
}
