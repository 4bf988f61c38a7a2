import { createHash } from 'node:crypto';
import { type BankFile, fromFloat16 } from '@conceptwatch/contracts';
import { bankDigestText, conceptPrompts, meanDirection } from '@conceptwatch/core/concepts';
import type { TextEncoder } from '@conceptwatch/ports';
import type { EmbeddedBank } from './embedded-bank';
import { RefusedInput } from '../refused-input';
import { slugOfConcept } from './read-bank-file';
import { requireKnownWords } from './require-known-words';

/**
 * Reads every prompt of a bank by the text encoder: one unit vector per concept, the mean over its prompts. A concept
 * that was made from examples has its vector already.
 *
 * @throws RefusedInput when the text encoder does not know a word, or a vector is of another space
 */
export async function embedBank(bank: BankFile, encoder: TextEncoder): Promise<EmbeddedBank> {
  requireKnownWords(bank, encoder);
  const { dimension, digest: textEncoderDigest } = encoder.descriptor;
  const concepts = bank.concepts.map((concept) => ({ slug: slugOfConcept(concept), text: concept.text, prompts: concept.vector === undefined ? conceptPrompts(concept, bank) : [], vector: concept.vector }));
  const rows = await encoder.encode(concepts.flatMap(({ prompts }) => prompts));
  const matrix = new Float32Array(concepts.length * dimension);
  let from = 0;
  concepts.forEach(({ text, prompts, vector }, k) => {
    if (vector !== undefined) return matrix.set(directionOf(vector, text, dimension), k * dimension);
    const to = from + prompts.length * dimension;
    matrix.set(meanDirection(rows.subarray(from, to), dimension), k * dimension);
    from = to;
  });
  const digest = createHash('sha256').update(bankDigestText(concepts.map(({ slug, prompts, vector }) => ({ slug, prompts: vector === undefined ? prompts : [`vector:${vector}`] })), textEncoderDigest)).digest('hex');
  const definition = { name: bank.name, description: bank.description, concepts: concepts.map(({ slug, text }) => ({ slug, text })), digest, textEncoderDigest, dimension };
  return { definition, matrix };
}

function directionOf(base64: string, text: string, dimension: number): Float32Array {
  const vector = fromFloat16(Buffer.from(base64, 'base64'));
  if (vector.length !== dimension || !vector.every(Number.isFinite) || vector.every((value) => value === 0))
    throw new RefusedInput('bank-invalid', `The vector of "${text}" has ${vector.length} numbers; a direction of this embedding space has ${dimension} finite ones, not all 0. Make it again from examples.`);
  return Float32Array.from(meanDirection(vector, dimension));
}
