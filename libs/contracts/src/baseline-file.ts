import { z } from 'zod';
import type { BaselineDefinition } from './definitions';

/** Bytes that are no baseline file, with what is wrong in words. */
export class BaselineFileRefused extends Error {
  readonly code = 'file_refused';
  readonly retriable = false;
}

const FORMAT = 'conceptwatch-baseline-1';
const LONGEST_HEADER = 50_000_000;

const headerSchema = z.object({
  __metadata__: z.object({ format: z.string(), definition: z.string(), files: z.string().optional() }),
  embeddings: z.object({ dtype: z.literal('F16'), shape: z.tuple([z.int().min(0), z.int().min(1)]), data_offsets: z.tuple([z.literal(0), z.int()]) }),
});

const filesSchema = z.array(z.string());

const definitionSchema = z.object({
  id: z.string().min(1),
  description: z.string(),
  images: z.int().min(0),
  refused: z.int().min(0),
  dimension: z.int().min(1),
  encoderDigest: z.string().min(1),
  alignerDigest: z.string().min(1),
  createdAt: z.number(),
  origin: z.string(),
  segments: z.array(z.object({ name: z.string().min(1), images: z.int().min(1) })).optional(),
});

/**
 * A baseline as one file that any safetensors reader opens: the tensor `embeddings` (images × dimension, F16) and, in
 * `__metadata__`, the definition as JSON, and the names of the files as a JSON list where they are known.
 *
 * @param vectors images × dimension, little-endian binary16
 * @param files one name per image, so that a search in the file can say what it found
 */
export function encodeBaselineFile(definition: BaselineDefinition, vectors: Uint8Array, files?: readonly string[]): Uint8Array {
  const header = JSON.stringify({
    __metadata__: { format: FORMAT, definition: JSON.stringify(definition), ...(files ? { files: JSON.stringify(files) } : {}) },
    embeddings: { dtype: 'F16', shape: [definition.images, definition.dimension], data_offsets: [0, vectors.length] },
  });
  const encoded = new TextEncoder().encode(header);
  const headerLength = Math.ceil(encoded.length / 8) * 8;
  const out = new Uint8Array(8 + headerLength + vectors.length).fill(0x20, 8, 8 + headerLength);
  new DataView(out.buffer).setBigUint64(0, BigInt(headerLength), true);
  out.set(encoded, 8);
  out.set(vectors, 8 + headerLength);
  return out;
}

/** @throws BaselineFileRefused */
export function decodeBaselineFile(bytes: Uint8Array): { definition: BaselineDefinition; vectors: Uint8Array; files?: string[] } {
  const headerLength = bytes.length < 8 ? 0 : Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (headerLength === 0 || headerLength > Math.min(LONGEST_HEADER, bytes.length - 8)) throw new BaselineFileRefused('This is no baseline file: it does not begin as safetensors does.');
  const header = headerSchema.safeParse(parseJson(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength))));
  if (!header.success || header.data.__metadata__.format !== FORMAT) throw new BaselineFileRefused(`This is no baseline file of the format ${FORMAT}; make one with "conceptwatch baseline create".`);
  const definition = definitionSchema.safeParse(parseJson(header.data.__metadata__.definition));
  if (!definition.success) throw new BaselineFileRefused('The description inside this baseline file is damaged; make the file again with "conceptwatch baseline create".');
  const vectors = new Uint8Array(bytes.subarray(8 + headerLength));
  const { images, dimension } = definition.data;
  const [rows, columns] = header.data.embeddings.shape;
  if (rows !== images || columns !== dimension || vectors.length !== images * dimension * 2) {
    throw new BaselineFileRefused(`This baseline file should hold ${images} × ${dimension} values and does not; it is truncated or damaged.`);
  }
  const { files: names } = header.data.__metadata__;
  if (names === undefined) return { definition: definition.data, vectors };
  const files = filesSchema.safeParse(parseJson(names));
  if (!files.success || files.data.length !== images) throw new BaselineFileRefused('The list of files inside this baseline file is damaged; make the file again with "conceptwatch baseline create".');
  return { definition: definition.data, vectors, files: files.data };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
