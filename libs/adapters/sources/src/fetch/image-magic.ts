/** Whether bytes begin as a JPEG, PNG or WebP file does; the decoder judges the rest. */
export function looksLikeImage(bytes: Uint8Array): boolean {
  const starts = (...magic: number[]): boolean => magic.every((byte, i) => bytes[i] === byte);
  const isWebp = starts(0x52, 0x49, 0x46, 0x46) && [0x57, 0x45, 0x42, 0x50].every((byte, i) => bytes[8 + i] === byte);
  return starts(0xff, 0xd8, 0xff) || starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) || isWebp;
}
