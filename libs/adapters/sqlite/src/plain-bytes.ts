/**
 * The same bytes as a plain Uint8Array. Drivers hand out Buffers, whose `slice` shares memory where an array's copies:
 * code that was written for arrays reads the wrong bytes from them.
 */
export const plainBytes = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
