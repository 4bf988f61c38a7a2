/** Scores as they travel: little-endian binary32 in the bank's concept order. */
export function toFloat32Bytes(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength));
}

/** Reads little-endian binary32; copies, because the bytes may be unaligned. */
export function fromFloat32Bytes(bytes: Uint8Array): Float32Array {
  if (bytes.length % 4) throw new RangeError(`fromFloat32Bytes requires a multiple of 4 bytes, got ${bytes.length}`);
  return new Float32Array(new Uint8Array(bytes).buffer);
}
