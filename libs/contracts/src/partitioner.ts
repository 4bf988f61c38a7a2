const MULTIPLIER = 0x5bd1e995;
const SEED = 0x9747b28c;

/**
 * The 32-bit murmur2 hash that Kafka's clients use, as a signed integer.
 * Source: Apache Kafka, org.apache.kafka.common.utils.Utils.murmur2.
 *
 * @example murmur2(new TextEncoder().encode('abc')) // 479470107
 */
export function murmur2(bytes: Uint8Array): number {
  let hash = SEED ^ bytes.length;
  const whole = bytes.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let k = bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    k = Math.imul(k, MULTIPLIER);
    k = Math.imul(k ^ (k >>> 24), MULTIPLIER);
    hash = Math.imul(hash, MULTIPLIER) ^ k;
  }
  if (bytes.length > whole) {
    for (let i = bytes.length - 1; i >= whole; i--) hash ^= bytes[i] << (8 * (i - whole));
    hash = Math.imul(hash, MULTIPLIER);
  }
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER);
  return hash ^ (hash >>> 15);
}

/** Which partition a key belongs to: the choice of Kafka's default partitioner, so that all compositions agree. */
export function partitionOfKey(key: string, partitions: number): number {
  return (murmur2(new TextEncoder().encode(key)) & 0x7fffffff) % partitions;
}
