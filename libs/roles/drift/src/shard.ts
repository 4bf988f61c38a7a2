import type { StreamDefinition } from '@conceptwatch/contracts';
import type { StoredDriftEvent } from '@conceptwatch/ports';
import type { StreamState } from './checkpoint-codec';
import type { StreamShard } from './stream-shard';

/** One partition of scores.v1 in this worker. */
export interface Shard {
  partition: number;
  streams: Map<string, StreamShard>;
  loading: Map<string, Promise<StreamShard | undefined>>;
  /** State of streams whose definition could not be loaded yet: carried along, never dropped. */
  dormant: Map<string, StreamState>;
  lastOrigin: number;
  /** Last offset of scores.v1 in the state. */
  offset: number;
  /** The newest batch and its events: given back again when the log delivers it again. */
  batch: { offset: number; events: StoredDriftEvent[] };
  savedAt: number;
  savedOffset: number;
  /** The newest write of the checkpoint: one after the other, so that an older one never replaces a newer one. */
  saving: Promise<void>;
  trendSavedAt: number;
  /** What changes its streams, one after the other. */
  turn: Promise<unknown>;
}

/** Under which a partition's checkpoint is kept. */
export const checkpointKey = (partition: number): string => `drift/${partition}`;

/** What changes a shard's streams, one after the other. */
export function inTurn<T>(shard: Shard, work: () => Promise<T>): Promise<T> {
  const done = shard.turn.then(work);
  shard.turn = done.catch(() => undefined);
  return done;
}

/** Which bank scores are of is said by their records; everything else by the definition. */
export const isSameButBank = (a: StreamDefinition, b: StreamDefinition): boolean => JSON.stringify({ ...a, bankName: '', configured: '' }) === JSON.stringify({ ...b, bankName: '', configured: '' });

/** Of another scale or baseline only the number of images is kept: the monitor begins anew, on purpose and only then. */
export function stateOfSameScale(state: StreamState | undefined, scaleDigest: string, definition: StreamDefinition): StreamState | undefined {
  if (!state || (state.scaleDigest === scaleDigest && state.baselineId === definition.baselineId)) return state;
  return { ...state, monitor: new Uint8Array() };
}
