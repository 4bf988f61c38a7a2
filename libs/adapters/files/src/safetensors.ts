import { FileRefused } from '@conceptwatch/ports';
import type { FloatTensor } from './float-tensor';

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

const LONGEST_HEADER = 10_000_000;
const BYTES: Record<string, number> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

/** Whether bytes begin as a safetensors file does: a small length and then JSON. */
export function looksLikeSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 10) return false;
  const length = headerLength(bytes);
  return length >= 2 && length <= LONGEST_HEADER && 8 + length <= bytes.length && bytes[8] === 0x7b;
}

const headerLength = (bytes: Uint8Array): number => Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));

/** Reads the floating-point tensors and the metadata of a safetensors file. Nothing is executed. @throws FileRefused */
export function readSafetensors(bytes: Uint8Array, decodeFloat16: (bytes: Uint8Array) => Float32Array): { tensors: Map<string, FloatTensor>; metadata: Record<string, string> } {
  if (!looksLikeSafetensors(bytes)) throw new FileRefused('This is no safetensors file: its header is missing.');
  const start = 8 + headerLength(bytes);
  const header = parseHeader(bytes.subarray(8, start));
  const tensors = new Map<string, FloatTensor>();
  let metadata: Record<string, string> = {};
  for (const [name, entry] of header) {
    if (!isObject(entry)) throw new FileRefused(`"${name.slice(0, 40)}" in the header of this safetensors file is no object; the file is damaged.`);
    if (name === '__metadata__') metadata = Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, String(value)]));
    else tensors.set(name, { shape: (entry as Entry).shape, values: readValues(name, entry as Entry, bytes.subarray(start), decodeFloat16) });
  }
  return { tensors, metadata };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

function parseHeader(bytes: Uint8Array): Map<string, unknown> {
  try {
    return new Map(Object.entries(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as object));
  } catch (cause) {
    throw new FileRefused('The header of this safetensors file is no JSON.', { cause });
  }
}

function readValues(name: string, entry: Entry, data: Uint8Array, decodeFloat16: (bytes: Uint8Array) => Float32Array): Float32Array {
  const size = BYTES[entry.dtype];
  if (size === undefined) throw new FileRefused(`The tensor "${name}" has the type ${entry.dtype}; F64, F32, F16 and BF16 are read.`);
  const shape = Array.isArray(entry.shape) ? entry.shape : [NaN];
  const count = shape.reduce((product, edge) => product * edge, 1);
  const [from, to] = Array.isArray(entry.data_offsets) ? entry.data_offsets : [NaN, NaN];
  const fits = shape.every((edge) => Number.isSafeInteger(edge) && edge >= 0) && Number.isSafeInteger(count) && Number.isInteger(from) && from >= 0 && to <= data.length && to - from === count * size;
  if (!fits) throw new FileRefused(`The tensor "${name}" does not lie where its header says; the file is truncated or damaged.`);
  const bytes = new Uint8Array(data.subarray(from, to));
  if (entry.dtype === 'F16') return decodeFloat16(bytes);
  if (entry.dtype === 'F32') return new Float32Array(bytes.buffer);
  if (entry.dtype === 'F64') return Float32Array.from(new Float64Array(bytes.buffer));
  const widened = new Uint32Array(count);
  new Uint16Array(bytes.buffer).forEach((half, i) => (widened[i] = half << 16));
  return new Float32Array(widened.buffer);
}

/** Writes float32 tensors, header padded to 8 bytes. */
export function writeSafetensors(tensors: Map<string, FloatTensor>, metadata: Record<string, string>): Uint8Array {
  let offset = 0;
  const entries = [...tensors].map(([name, { shape, values }]) => {
    const from = offset;
    offset += values.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [from, offset] }] as const;
  });
  const header = new TextEncoder().encode(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
  const start = 8 + Math.ceil(header.length / 8) * 8;
  const out = new Uint8Array(start + offset).fill(0x20, 8, start);
  new DataView(out.buffer).setBigUint64(0, BigInt(start - 8), true);
  out.set(header, 8);
  let at = start;
  for (const { values } of tensors.values()) {
    out.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return out;
}
