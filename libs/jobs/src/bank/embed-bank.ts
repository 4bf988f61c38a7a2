import { createHash } from 'node:crypto';
import type { BankFile } from '@conceptwatch/contracts';
import { bankDigestText, conceptPrompts, meanDirection } from '@conceptwatch/core/concepts';
import type { TextEncoder } from '@conceptwatch/ports';
import type { EmbeddedBank } from './embedded-bank';
import { slugOfConcept } from './read-bank-file';
import { requireKnownWords } from './require-known-words';

/**
 * Reads every prompt of a bank by the text encoder: one unit vector per concept, the mean over its prompts.
 *
 * @throws RefusedInput when the text encoder does not know a word
 */
export async function embedBank(bank: BankFile, encoder: TextEncoder): Promise<EmbeddedBank> {
  requireKnownWords(bank, encoder);
  const { dimension, digest: textEncoderDigest } = encoder.descriptor;
  const concepts = bank.concepts.map((concept) => ({ slug: slugOfConcept(concept), text: concept.text, prompts: conceptPrompts(concept, bank) }));
  const rows = await encoder.encode(concepts.flatMap(({ prompts }) => prompts));
  const matrix = new Float32Array(concepts.length * dimension);
  let from = 0;
  concepts.forEach(({ prompts }, k) => {
    const to = from + prompts.length * dimension;
    matrix.set(meanDirection(rows.subarray(from, to), dimension), k * dimension);
    from = to;
  });
  const digest = createHash('sha256').update(bankDigestText(concepts, textEncoderDigest)).digest('hex');
  const definition = { name: bank.name, description: bank.description, concepts: concepts.map(({ slug, text }) => ({ slug, text })), digest, textEncoderDigest, dimension };
  return { definition, matrix };
}
