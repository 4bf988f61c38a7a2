/** What a drawn scene shows, as far as it is evaluated. */
export interface SceneTruth {
  objects: string[];
  background: string;
  time: string;
  weather: string;
  quality: string[];
  /** In evaluation one that says much, so that few other pictures fit it. */
  caption: string;
}

export interface EvaluationScene {
  /** An encoded picture, as a camera would send it. */
  bytes: Uint8Array;
  truth: SceneTruth;
}

export interface SceneRequest {
  seed: number;
  count: number;
  /** Probability by shift key. */
  shift?: Record<string, number>;
  artist?: string;
  /** Share of easy pictures: one object, fair light, no defect. */
  clean?: number;
}

/** One of the paper's data sets of primitive concepts. */
export type PrimitiveSet = 'colors' | 'shapes';

/** A picture of one class. */
export interface LabelledPicture {
  bytes: Uint8Array;
  label: string;
}

/** Where evaluation gets pictures whose content is known; compositions connect it with the picture-book world. */
export interface EvaluationWorld {
  nouns: { slug: string; text: string }[];
  backgrounds: { slug: string; text: string }[];
  /** Every way to name an object or a background in a caption. */
  namesOf(slug: string): string[];
  scenes(request: SceneRequest): AsyncIterable<EvaluationScene>;
  /** Colour patches or drawn shapes, `each` of every class (a colour has one patch). */
  primitives(set: PrimitiveSet, request: { seed: number; each: number }): AsyncIterable<LabelledPicture>;
}
