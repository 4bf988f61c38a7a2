import type { StoredDriftEvent } from '@conceptwatch/ports';

/** An image as the drift engine counts it; its scores travel beside it. */
export interface EngineImage {
  imageId: string;
  source: string;
  /** Ascending over the whole backfill. */
  position: number;
  /** Event time, milliseconds; NaN where unknown. */
  at: number;
  /** What the sender said, for baselines by segment. */
  segment?: string;
}

/** How one concept stands behind the last image. */
export interface ConceptStanding {
  concept: string;
  text: string;
  direction: 'rose' | 'fell' | null;
  ks: number | null;
  share: number | null;
  active: boolean;
}

/** The drift role's engine with a checkpoint of its own: state, position and events are one atomic write. */
export interface DriftEngine {
  /** Position of the last image in the checkpoint; -1 before the first. */
  readonly lastPosition: number;
  /** Events that came with the checkpoint. */
  readonly lastEvents: readonly StoredDriftEvent[];
  /** What people should know about the promise. */
  readonly note: string;
  /** @param scores images × concepts @returns events, once they are in the checkpoint */
  track(images: readonly EngineImage[], scores: Float32Array): Promise<StoredDriftEvent[]>;
  standing(): ConceptStanding[];
}
