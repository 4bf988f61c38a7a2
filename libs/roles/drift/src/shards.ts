import type { StreamShard } from './stream-shard';

/** The shards that a process can show: those it works on, or those it reads from their checkpoints. */
export interface Shards {
  readonly shards: ReadonlyMap<number, { streams: ReadonlyMap<string, StreamShard> }>;
  /** Marks a concept's alarm as seen. @returns whether it was in alarm */
  acknowledge(stream: string, concept: string): Promise<boolean>;
}

export const SHARDS = Symbol.for('conceptwatch.Shards');

/** Index of a concept in the bank of a stream; -1 when it is not there. */
export const conceptIndex = (part: StreamShard | undefined, slug: string): number => part?.yardstick.baseline.bank.concepts.findIndex((concept) => concept.slug === slug) ?? -1;
