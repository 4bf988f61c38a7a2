/** How one concept of a stream stands. Numbers that are not known are null. */
export interface ConceptView {
  slug: string;
  text: string;
  direction: 'rose' | 'fell' | null;
  distance: number | null;
  location: number | null;
  share: number | null;
  /** Share of the baseline below the cut that moved most; null while there is no alarm. */
  quantile: number | null;
  evidence: number;
  active: boolean;
  since: number | null;
  onsetAt: number | null;
  acknowledged: boolean;
  /** Whether the promise holds for this concept. */
  certified: boolean;
}

export interface StreamView {
  stream: string;
  images: number;
  imagesPerSecond: number | null;
  lastImageAt: number | null;
  window: { size: number; count: number };
  /** `space` names the encoder and the aligner that made it. */
  baseline: { id: string | null; status: 'ok' | 'small' | 'too-small' | 'missing' | 'mismatch'; images: number; space: string; smallestProvableEffect: number | null; detail?: string };
  bank: { name: string; concepts: number };
  /** Evidence at which a lone concept alarms. */
  threshold: number;
  promise: { mode: 'proved' | 'calibrated'; imagesBetweenFalseAlarms: number; certified: boolean; note: string; thinning: { every: number; source: 'configured' | 'baseline' }; rankAutocorrelation: { baseline: number | null; stream: number | null } };
  concepts: ConceptView[];
}

export interface Distributions {
  edges: number[];
  baseline: number[];
  window: number[];
  ecdf: { at: number[]; baseline: number[]; window: number[] };
}

export interface TrackedImage {
  imageId: string;
  source: string;
  capturedAt: number;
  top: { concept: string; text: string; score: number; percentile: number }[];
}

export interface TrendView {
  at: number[];
  /** concepts × points; NaN where unknown. */
  distance: Float32Array[];
  evidence: Float32Array[];
}

/** What people ask the drift role. */
export interface DriftViews {
  streams(): StreamView[];
  stream(name: string): StreamView | undefined;
  distributions(name: string, concept: string): Distributions | undefined;
  trend(name: string): TrendView | undefined;
  recentImages(name: string, limit: number): TrackedImage[];
  acknowledge(name: string, concept: string): Promise<boolean>;
}
