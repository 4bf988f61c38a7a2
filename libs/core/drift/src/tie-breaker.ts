/** A number in [0, 1) from a key: the same for the same image on every machine and in every replay. FNV-1a, then a finaliser. */
export function uniformOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return finalise(hash);
}

/** The same for baseline image i. */
export const uniformOfIndex = (index: number): number => finalise(Math.imul(index + 1, 0x9e3779b1));

function finalise(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}
