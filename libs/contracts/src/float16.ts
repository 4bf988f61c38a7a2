const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** Rounds one number to IEEE 754 binary16 (ties to even) and returns its 16 bits. */
export function float16Bits(value: number): number {
  float[0] = value;
  const x = bits[0];
  const sign = (x >>> 16) & 0x8000;
  const exponent = (x >>> 23) & 0xff;
  const mantissa = x & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (mantissa ? 0x200 : 0);
  const unbiased = exponent - 112;
  if (unbiased >= 31) return sign | 0x7c00;
  if (unbiased <= 0) {
    if (unbiased < -10) return sign;
    const full = mantissa | 0x800000;
    const shift = 14 - unbiased;
    const half = full >>> shift;
    const rest = full & ((1 << shift) - 1);
    const middle = 1 << (shift - 1);
    return sign | (half + (rest > middle || (rest === middle && (half & 1)) ? 1 : 0));
  }
  const half = (unbiased << 10) | (mantissa >>> 13);
  const rest = mantissa & 0x1fff;
  return sign | (half + (rest > 0x1000 || (rest === 0x1000 && (half & 1)) ? 1 : 0));
}

const table = buildTable();

function buildTable(): Float32Array {
  const values = new Float32Array(65536);
  for (let half = 0; half < 65536; half++) {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >>> 10) & 31;
    const mantissa = half & 0x3ff;
    if (exponent === 0) values[half] = sign * mantissa * 2 ** -24;
    else if (exponent === 31) values[half] = mantissa ? NaN : sign * Infinity;
    else values[half] = sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
  }
  return values;
}

/** Encodes a vector as little-endian binary16, two bytes a value. */
export function toFloat16(vector: Float32Array): Uint8Array {
  const out = new Uint8Array(vector.length * 2);
  for (let i = 0; i < vector.length; i++) {
    const half = float16Bits(vector[i]);
    out[2 * i] = half & 0xff;
    out[2 * i + 1] = half >>> 8;
  }
  return out;
}

/** Decodes little-endian binary16 into float32. */
export function fromFloat16(bytes: Uint8Array): Float32Array {
  if (bytes.length % 2) throw new RangeError(`fromFloat16 requires an even number of bytes, got ${bytes.length}`);
  const out = new Float32Array(bytes.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = table[bytes[2 * i] | (bytes[2 * i + 1] << 8)];
  return out;
}
