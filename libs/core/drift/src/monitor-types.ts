import type { Alarm } from './concept-alarm';
import type { RollingValue } from './rolling-kolmogorov-smirnov';

export interface MonitorSettings {
  /** Images of the rolling window. */
  window: number;
  /** Mean images between false alarms of the whole bank: the promise. */
  budget: number;
  /**
   * 'proved' (default): evidence must reach the budget, which guarantees it. 'calibrated': a lower threshold under which
   * simulated streams without change meet the budget on average over baselines; faster, and no guarantee.
   */
  mode?: 'proved' | 'calibrated';
  /** Evidence counts every g-th image of each source; 1 (default) when images do not depend on their neighbours. */
  thinning?: number;
  /** D below which a changed concept counts as recovered. */
  effectFloor: number;
  /** Mean images to a recovery that is said although half of the change or more persists; 1,000 by default. */
  recoveryBudget?: number;
}

/** An image's identity for the monitor; scores travel beside it. */
export interface ScoredImage {
  imageId: string;
  /** The camera, for thinning. */
  source?: string;
  /** Offset in the shard: ascending. */
  position: number;
  /** Event time, milliseconds. */
  at: number;
}

export interface Transition {
  kind: 'onset' | 'recovery';
  /** Index in the bank. */
  concept: number;
  direction: 'rose' | 'fell';
  position: number;
  at: number;
  sincePosition: number;
  since: number;
  distance: number;
  location: number;
  share: number;
  /** The share of the baseline below the cut that moved: "more images above the baseline's 0.94 quantile". */
  quantile: number;
  evidence: number;
  /** Whether the images of every source, as far as they have come, depend on their neighbours no more than the promise allows. */
  independent: boolean;
}

export interface ConceptSnapshot {
  rolling: RollingValue;
  evidence: number;
  alarm: Alarm | undefined;
}
