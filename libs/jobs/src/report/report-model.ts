import type { ComparedConcept } from '@conceptwatch/contracts';

/** One image as the page shows it. */
export interface ExampleImage {
  file: string;
  score: number;
  /** `data:` URI of a thumbnail without metadata. */
  uri: string;
}

export interface ConceptExamples {
  baselineHighest: ExampleImage[];
  currentHighest: ExampleImage[];
  baselineLowest: ExampleImage[];
  currentLowest: ExampleImage[];
}

/** A concept that the page shows with plots. */
export interface PlottedConcept extends ComparedConcept {
  text: string;
  /** Scores in ascending order. */
  baseline: Float32Array;
  current: Float32Array;
  examples: ConceptExamples;
}

export interface RefusedOfSet {
  set: 'baseline' | 'current';
  file: string;
  reason: string;
  detail: string;
}

/** Everything that the page of a comparison shows. */
export interface CompareReportModel {
  drift: boolean;
  sentence: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  version: string;
  folders: { baseline: string; current: string };
  images: { baseline: number; current: number; refused: number };
  settings: { fdr: number; minEffect: number; smallestProvableEffect: number; bank: string; concepts: number };
  ranking: (ComparedConcept & { text: string; drift: boolean })[];
  plotted: PlottedConcept[];
  decoded: string[];
  refused: RefusedOfSet[];
  models: { encoder: string; aligner: string; textEncoder: string; note: string };
}
