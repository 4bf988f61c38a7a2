/**
 * Names what makes two scores comparable: the embedding space (encoder and aligner) and the bank.
 * Readable on purpose: an operator who sees a mismatch sees which half differs.
 */
export const scaleDigest = (spaceDigest: string, bankDigest: string): string => `${spaceDigest.slice(0, 16)}.${bankDigest.slice(0, 16)}`;

/** Names an embedding space by its encoder and its aligner. */
export const spaceDigest = (encoderDigest: string, alignerDigest: string): string => `${encoderDigest.slice(0, 16)}-${alignerDigest.slice(0, 16)}`;
