import { createHash } from 'node:crypto';

/** What tells one state of one file from every other: 53 bits of its path, 32 of its size and change time. */
export interface FileIdentity {
  path: number;
  version: number;
}

/** @param path absolute */
export function identityOf(path: string, file: { size: number; mtimeMs: number }): FileIdentity {
  return { path: pathKey(path), version: createHash('sha256').update(`${file.size} ${file.mtimeMs}`).digest().readUInt32LE(0) };
}

export const pathKey = (path: string): number => Number(createHash('sha256').update(path).digest().readBigUInt64LE(0) >> 11n);

/** The image id that survives a restart. */
export const imageIdOf = ({ path, version }: FileIdentity): string => `${path.toString(16).padStart(14, '0')}-${version.toString(16).padStart(8, '0')}`;

/** The identity behind an image id, or undefined when a folder did not make it. */
export function parseImageId(imageId: string): FileIdentity | undefined {
  const parts = /^([0-9a-f]{14})-([0-9a-f]{8})$/.exec(imageId);
  return parts ? { path: parseInt(parts[1], 16), version: parseInt(parts[2], 16) } : undefined;
}
