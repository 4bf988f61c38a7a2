import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AlignerFileFormats } from '@conceptwatch/adapters/files';
import type { NamedAligner } from '@conceptwatch/adapters/inference-onnx';
import { type EncoderDescriptor, FileRefused } from '@conceptwatch/ports';

/** Reads an aligner and makes sure that it was fitted for this encoder. @throws FileRefused */
export async function loadAligner(file: string, encoder: EncoderDescriptor): Promise<NamedAligner> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new FileRefused(`The aligner "${file}" cannot be read (${cause.code}). Check the path.`, { cause });
  });
  return alignerOf(file, bytes, encoder);
}

/** The same of bytes that lie elsewhere. @throws FileRefused */
export function alignerOf(file: string, bytes: Uint8Array, encoder: EncoderDescriptor): NamedAligner {
  const weights = new AlignerFileFormats().read(bytes);
  const fittedFor = weights.metadata.encoder_digest;
  if (fittedFor !== undefined && fittedFor !== encoder.digest) {
    throw new FileRefused(`The aligner "${file}" was fitted for another encoder (${weights.metadata.encoder ?? 'unnamed'}, ${fittedFor.slice(0, 12)}…) than ${encoder.name} (${encoder.digest.slice(0, 12)}…). Fit it anew.`);
  }
  return { name: path.basename(file).replace(/\.\w+$/, ''), digest: createHash('sha256').update(bytes).digest('hex'), weights };
}
