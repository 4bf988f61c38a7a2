import type { EmbeddedPairs } from './embedded-pairs';

/** All batches as one. */
export async function gatherPairs(batches: AsyncIterable<EmbeddedPairs>): Promise<EmbeddedPairs> {
  const all: EmbeddedPairs[] = [];
  for await (const batch of batches) all.push(batch);
  return {
    source: joined(all.map(({ source }) => source)),
    target: joined(all.map(({ target }) => target)),
    images: all.reduce((sum, { images }) => sum + images, 0),
  };
}

function joined(parts: Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
