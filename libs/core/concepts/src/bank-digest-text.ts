/**
 * The text whose sha-256 names a concept bank: the same prompts read by the same text encoder give the same digest,
 * whatever the bank file looks like.
 */
export function bankDigestText(concepts: readonly { slug: string; prompts: readonly string[] }[], textEncoderDigest: string): string {
  return JSON.stringify({ textEncoder: textEncoderDigest, concepts: concepts.map(({ slug, prompts }) => [slug, prompts]) });
}
