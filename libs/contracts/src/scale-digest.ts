/**
 * Names what makes two scores comparable: the embedding space (encoder and aligner) and the bank.
 * Readable on purpose: an operator who sees a mismatch sees which half differs.
 */
export const scaleDigest = (spaceDigest: string, bankDigest: string): string => `${spaceDigest}.${bankDigest.slice(0, 16)}`;

const HALVES = [
  { made: 'embedded by another encoder', remedy: 'Make it again from its images.' },
  { made: 'mapped by another aligner', remedy: 'Make it again from its images, or go back to that aligner.' },
] as const;

/**
 * Why embeddings of two spaces cannot be compared, for people; null when they can.
 *
 * @example whyOtherSpace('aa-bb', 'aa-cc') // 'It was mapped by another aligner (bb) than the one in use (cc), and …'
 */
export function whyOtherSpace(space: string, inUse: string): string | null {
  const [has, uses] = [space, inUse].map((text) => text.split('-'));
  const differing = HALVES.flatMap((half, i) => (has[i] === uses[i] ? [] : [{ ...half, has: (has[i] ?? '').slice(0, 12), uses: (uses[i] ?? '').slice(0, 12) }]));
  if (differing.length === 0) return null;
  const said = differing.map(({ made, has: old, uses: now }) => `${made} (${old}) than the one in use (${now})`).join(' and ');
  return `It was ${said}, and scores of two spaces cannot be compared. ${differing[0].remedy}`;
}

/** Names an embedding space by its encoder and its aligner. */
export const spaceDigest = (encoderDigest: string, alignerDigest: string): string => `${encoderDigest.slice(0, 16)}-${alignerDigest.slice(0, 16)}`;
