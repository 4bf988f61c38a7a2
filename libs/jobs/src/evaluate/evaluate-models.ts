import { fromFloat16 } from '@conceptwatch/contracts';
import type { ImageDecoder, ImageEmbedder, TextEncoder } from '@conceptwatch/ports';
import type { EmbeddedBank } from '../bank/embedded-bank';
import { scoreColumns } from '../compare/score-columns';
import { areaUnderCurve } from './area-under-curve';
import { driftTrials, type DriftTrials } from './drift-trials';
import { embedScenes, type EmbeddedScenes } from './embed-scenes';
import type { EvaluationWorld, SceneRequest, SceneTruth } from './evaluation-world';
import { type Remember, rememberNothing } from './remember';
import { seededPermutations } from './seeded-permutations';
import { recallAtOne, topOneAccuracy } from './top-one';

/** One figure of one model. */
export interface Measure {
  measure: string;
  model: string;
  value: number;
  /** Images (or trials) behind the figure. */
  count: number;
  /** What the bundled models must reach; absent where nothing was promised. */
  target?: number;
  /** The paper's figure on ImageNet-size models, where it has one. */
  paper?: string;
}

export interface ModelEvaluation {
  measures: Measure[];
  drift: (DriftTrials & { model: string })[];
}

export interface EvaluationTools {
  decoder: ImageDecoder;
  /** The first is the target model itself, to which the others are compared. */
  models: { name: string; embedder: ImageEmbedder }[];
  textEncoder: TextEncoder;
  nouns: EmbeddedBank;
  backgrounds: EmbeddedBank;
  bank: EmbeddedBank;
}

export interface EvaluationOptions {
  /** First world seed; the evaluation uses this and the following ones, none of which training has seen. */
  seed: number;
  /** Scenes of the main set; the others are in proportion. */
  scenes: number;
  trials: number;
  onProgress?: (label: string, done: number, total: number) => void;
  signal?: AbortSignal;
  remember?: Remember;
}

export const DETECTED = ['snow', 'fog', 'night', 'blur', 'black-and-white', 'beach'];
const GALLERY = 1000;
const RETAINED = { target: 0.85, paper: '0.68–0.82' };
const WINDOW = 500;
const SHARE = 0.3;

/**
 * Measures the models on drawn scenes that training never saw: zero-shot accuracy, AUROC of attributes, retrieval,
 * what a source keeps through its aligner, and how often a shift is named first.
 */
export async function evaluateModels(tools: EvaluationTools, world: EvaluationWorld, options: EvaluationOptions): Promise<ModelEvaluation> {
  const main = await draw(tools, world, options, { label: 'scenes', seed: options.seed, count: options.scenes });
  const clean = await draw(tools, world, options, { label: 'clean scenes', seed: options.seed + 1, count: options.scenes >> 1, clean: 1 });
  const style = await draw(tools, world, options, { label: 'clean scenes by fxemoji', seed: options.seed + 2, count: options.scenes >> 1, clean: 1, artist: 'fxemoji' });
  const captions = await tools.textEncoder.encode(main[0].truth.map(({ caption }) => caption));
  const measures = tools.models.flatMap(({ name }, m) => measuresOf(tools, name, { main: main[m], clean: clean[m], style: style[m], captions }));
  const drift = await shiftTrials(tools, world, options, main);
  return { measures: [...measures, ...retained(measures, tools.models.map(({ name }) => name))], drift };
}

async function draw(tools: EvaluationTools, world: EvaluationWorld, options: EvaluationOptions, { label, ...request }: SceneRequest & { label: string }): Promise<EmbeddedScenes[]> {
  const embedders = tools.models.map(({ embedder }) => embedder);
  const { remember = rememberNothing } = options;
  return remember(`scenes ${JSON.stringify(request)} ${embedders.map(({ descriptor }) => descriptor.spaceDigest).join('-')}`, () =>
    embedScenes({ decoder: tools.decoder, embedders }, world.scenes(request), { signal: options.signal, onProgress: (done) => options.onProgress?.(label, done, request.count) }),
  );
}

function measuresOf(tools: EvaluationTools, model: string, sets: Record<'main' | 'clean' | 'style', EmbeddedScenes> & { captions: Float32Array }): Measure[] {
  const objects = (set: EmbeddedScenes) => topOneAccuracy(scoreColumns(set, tools.nouns), set.truth.map((truth) => only(truth.objects, tools.nouns)));
  const backgrounds = topOneAccuracy(scoreColumns(sets.main, tools.backgrounds), sets.main.truth.map(({ background }) => only([background], tools.backgrounds)));
  const figure = (measure: string, { value, images }: { value: number; images: number }, target?: number): Measure => ({ measure, model, value, count: images, target });
  const { dimension } = sets.main;
  // Targets are the target model's own; a source is asked to retain.
  const own = (target: number): number | undefined => (model === tools.models[0].name ? target : undefined);
  return [
    figure('background', backgrounds, own(0.95)),
    figure('object, clean', objects(sets.clean), own(0.85)),
    figure('object, all', objects(sets.main), own(0.6)),
    figure('object, clean, fxemoji', objects(sets.style), own(0.55)),
    figure(`caption first of ${GALLERY}`, recallAtOne(fromFloat16(sets.main.vectors), sets.captions, { dimension, gallery: Math.min(GALLERY, sets.main.truth.length) }), own(0.65)),
    ...attributeMeasures(tools.bank, model, sets.main),
  ];
}

/** The index of the single true class; undefined when there is none or more than one. */
function only(slugs: string[], bank: EmbeddedBank): number | undefined {
  if (slugs.length !== 1) return undefined;
  const index = bank.definition.concepts.findIndex(({ slug }) => slug === slugs[0]);
  return index < 0 ? undefined : index;
}

const shows = (slug: string) => (truth: SceneTruth): boolean => truth.background === slug || truth.time === slug || truth.weather === slug || truth.quality.includes(slug);

function attributeMeasures(bank: EmbeddedBank, model: string, set: EmbeddedScenes): Measure[] {
  const columns = scoreColumns(set, bank);
  return DETECTED.map((slug) => {
    const k = bank.definition.concepts.findIndex((concept) => concept.slug === slug);
    const value = areaUnderCurve(columns[k], set.truth.map(shows(slug)));
    return { measure: `AUROC ${slug}`, model, value, count: set.truth.length, target: slug === 'beach' ? undefined : 0.97 };
  });
}

function retained(measures: Measure[], models: string[]): Measure[] {
  const [target, ...sources] = models;
  const of = (model: string, measure: string) => measures.find((m) => m.model === model && m.measure === measure);
  return sources.flatMap((model) =>
    ['background', 'object, clean', 'object, all'].flatMap((measure) => {
      const [source, reference] = [of(model, measure), of(target, measure)];
      return source && reference ? [{ measure: `retained ${measure}`, model, value: source.value / reference.value, count: source.count, ...RETAINED }] : [];
    }),
  );
}

async function shiftTrials(tools: EvaluationTools, world: EvaluationWorld, options: EvaluationOptions, main: EmbeddedScenes[]): Promise<ModelEvaluation['drift']> {
  const normal = main.map((set) => scoreColumns(set, tools.bank));
  const results: ModelEvaluation['drift'] = [];
  for (const [i, concept] of DETECTED.entries()) {
    const shifted = await draw(tools, world, options, { label: `scenes with ${concept}`, seed: options.seed + 10 + i, count: WINDOW, shift: { [concept]: 1 } });
    tools.models.forEach(({ name }, m) => {
      const pools = { concept, normal: normal[m], shifted: scoreColumns(shifted[m], tools.bank) };
      results.push({ model: name, ...driftTrials(tools.bank, pools, { trials: options.trials, size: WINDOW, share: SHARE, draw: seededPermutations(options.seed + i) }) });
    });
  }
  return results;
}
