import { alignComponents, alignmentQuality, applyAffine, dataFreeAligner, fitByCrossEntropy, fitByRecipe, NormalEquations, type AffineMap } from '@conceptwatch/core/alignment';
import { fitSoftmaxRegression, logitsOf, parseConceptQuery, scoreBatch } from '@conceptwatch/core/concepts';
import type { LanguageModel, MatrixProduct, TextEncoder } from '@conceptwatch/ports';
import type { PairTools } from '../../align/embedded-pairs';
import type { EmbeddedBank } from '../../bank/embedded-bank';
import { conceptAurocs } from '../../bottleneck/concept-auroc';
import { decodeHead, type HeadToDecode } from '../../decode/decode-head';
import { queryMatrix, searchEmbeddings } from '../../search/search-folder';
import type { EvaluationWorld, SceneTruth } from '../evaluation-world';
import { seededPermutations } from '../seeded-permutations';
import { alignedAccuracy, labelsOf, type PairedScenes, pairedScenes, unitRows, zeroShotAccuracy } from './paired-scenes';
import type { SystemRow } from './system-row';

export interface SystemTools extends PairTools {
  product: MatrixProduct;
  textEncoder: TextEncoder;
  languageModel: LanguageModel;
  bank: EmbeddedBank;
  nouns: EmbeddedBank;
  backgrounds: EmbeddedBank;
  /** The source model's classification head for objects. */
  head: HeadToDecode;
}

export interface SystemOptions {
  /** First world seed; this and the next are used. */
  seed: number;
  training: number;
  heldOut: number;
  onProgress?: (label: string, done: number, total: number) => void;
  signal?: AbortSignal;
}

const GROUP_TO_CLIP = '0.60–0.73';
const backgroundOf = ({ background }: SceneTruth): string[] => [background];
const objectsOf = ({ objects }: SceneTruth): string[] => objects;
const factsOf = ({ objects, background, time, weather, quality }: SceneTruth): Set<string> => new Set([...objects, background, time, weather, ...quality]);

/** Measures the paper's systems on drawn scenes, each figure beside the paper's own on large models. */
export async function evaluateSystems(tools: SystemTools, world: EvaluationWorld, options: SystemOptions): Promise<SystemRow[]> {
  const draw = (label: string, seed: number, count: number): Promise<PairedScenes> => pairedScenes(tools, world, { seed, count }, { signal: options.signal, onProgress: (done) => options.onProgress?.(label, done, count) });
  const training = await draw('scenes to fit on', options.seed, options.training);
  const heldOut = await draw('held-out scenes', options.seed + 1, options.heldOut);
  const exact = await leastSquares(tools, training, training.images);
  return [
    ...(await alignmentRows(tools, { training, heldOut, exact, seed: options.seed })),
    ...(await objectiveRows(tools, { training, heldOut, exact, seed: options.seed })),
    ...componentRows(tools, training),
    ...bottleneckRows(tools, { training, heldOut, exact, seed: options.seed }),
    ...(await retrievalRows(tools, heldOut, exact)),
    ...(await decodingRows(tools, options)),
  ];
}

interface Measured {
  training: PairedScenes;
  heldOut: PairedScenes;
  exact: AffineMap;
  seed: number;
}

const dimensionsOf = ({ source, target }: SystemTools) => ({ sourceDimension: source.descriptor.dimension, targetDimension: target.descriptor.dimension });

async function leastSquares(tools: SystemTools, scenes: PairedScenes, images: number): Promise<AffineMap> {
  const { sourceDimension: ds, targetDimension: dt } = dimensionsOf(tools);
  const equations = new NormalEquations(ds, dt, tools.product);
  await equations.update(scenes.source.subarray(0, images * ds), scenes.target.subarray(0, images * dt));
  return equations.solve();
}

/** Numbers in [0, 1) out of permutations, for where weights begin. */
function uniformOf(permute: (n: number) => number[]): () => number {
  let pool: number[] = [];
  return () => ((pool.length > 0 ? pool : (pool = permute(65_536))).pop() as number) / 65_536;
}

async function alignmentRows(tools: SystemTools, { training, heldOut, exact, seed }: Measured): Promise<SystemRow[]> {
  const dimensions = dimensionsOf(tools);
  const data = `${training.images} scenes to fit on, ${heldOut.images} held out`;
  const quality = (map: AffineMap) => alignmentQuality(applyAffine(map, heldOut.source), heldOut.target, dimensions.targetDimension);
  const backgrounds = labelsOf(heldOut.truth, tools.backgrounds, backgroundOf);
  const objects = labelsOf(heldOut.truth, tools.nouns, objectsOf);
  const retained = (map: AffineMap, bank: EmbeddedBank, labels: (number | undefined)[]): number => alignedAccuracy(map, heldOut, bank, labels) / zeroShotAccuracy(heldOut.target, bank, labels);
  const permute = seededPermutations(seed);
  const recipe = await fitByRecipe({ ...training, ...dimensions }, { permute, uniform: uniformOf(permute) }, tools.product);
  const fifth = await leastSquares(tools, training, Math.round(training.images / 5));
  const row = (measure: string, ours: number, paper?: string): SystemRow => ({ system: '1 alignment', measure, ours, paper, data });
  const best = quality(exact);
  return [
    row('R², exact least squares', best.r2, GROUP_TO_CLIP),
    row("R² about each dimension's mean", best.r2Centred),
    row('mean cosine', best.cosine),
    row('R², SGD recipe of the paper', quality(recipe).r2, GROUP_TO_CLIP),
    row('R², one fifth of the images', quality(fifth).r2, '1/5 is enough'),
    row('retained accuracy, background', retained(exact, tools.backgrounds, backgrounds), '0.68–0.82'),
    row('retained accuracy, object', retained(exact, tools.nouns, objects), '0.68–0.82'),
    row('retained accuracy, object, one fifth of the images', retained(fifth, tools.nouns, objects)),
  ];
}

async function objectiveRows(tools: SystemTools, { training, heldOut, exact, seed }: Measured): Promise<SystemRow[]> {
  const { sourceDimension: ds, targetDimension: dt } = dimensionsOf(tools);
  const labels = labelsOf(training.truth, tools.nouns, objectsOf);
  const labelled = labels.flatMap((label, row) => (label === undefined ? [] : [{ label, row }]));
  const source = new Float32Array(labelled.length * ds);
  labelled.forEach(({ row }, at) => source.set(training.source.subarray(row * ds, (row + 1) * ds), at * ds));
  const permute = seededPermutations(seed);
  const uniform = uniformOf(permute);
  const start: AffineMap = { sourceDimension: ds, targetDimension: dt, weight: Float32Array.from({ length: dt * ds }, () => (2 * uniform() - 1) / Math.sqrt(ds)), bias: new Float32Array(dt) };
  const byEntropy = (targets: number[]): Promise<AffineMap> => fitByCrossEntropy({ source, sourceDimension: ds, labels: targets, head: tools.nouns.matrix, targetDimension: dt }, { start, permute }, tools.product);
  const head = headFor(tools.head, tools.nouns);
  const own = labelled.map((_, at) => head.predict(source.subarray(at * ds, (at + 1) * ds)));
  const maps = {
    regression: exact,
    'cross-entropy on labels': await byEntropy(labelled.map(({ label }) => label)),
    "cross-entropy on the source's own predictions": await byEntropy(own),
    'data-free': await dataFreeAligner({ sourceHead: head.weight, sourceBias: head.bias, sourceDimension: ds, textHead: tools.nouns.matrix, targetDimension: dt }, 1e-3, tools.product),
  };
  const objects = labelsOf(heldOut.truth, tools.nouns, objectsOf);
  const backgrounds = labelsOf(heldOut.truth, tools.backgrounds, backgroundOf);
  const data = `${labelled.length} scenes with one object; related: object, unrelated: background`;
  const paper: Record<string, [string, string]> = { 'cross-entropy on labels': ['regression −4.99 % against it', 'regression +11.21 % against it'] };
  return Object.entries(maps).flatMap(([name, map]): SystemRow[] => [
    { system: '2 objectives', measure: `${name}, related task`, ours: alignedAccuracy(map, heldOut, tools.nouns, objects), paper: paper[name]?.[0], data },
    { system: '2 objectives', measure: `${name}, unrelated task`, ours: alignedAccuracy(map, heldOut, tools.backgrounds, backgrounds), paper: paper[name]?.[1], data },
  ]);
}

/** The source's head in the order of the nouns. */
function headFor(head: HeadToDecode, nouns: EmbeddedBank): { weight: Float32Array; bias: Float32Array; predict(row: Float32Array): number } {
  const { dimension } = head;
  const rows = nouns.definition.concepts.map(({ slug }) => head.labels.indexOf(slug));
  if (rows.includes(-1)) throw new RangeError('the head lacks a row for a noun of the world');
  const weight = new Float32Array(rows.length * dimension);
  rows.forEach((row, at) => weight.set(head.weight.subarray(row * dimension, (row + 1) * dimension), at * dimension));
  const bias = Float32Array.from(rows, (row) => head.bias?.[row] ?? 0);
  const predict = (row: Float32Array): number => {
    const scores = scoreBatch(row, weight, dimension).map((value, c) => value + bias[c]);
    return scores.indexOf(Math.max(...scores));
  };
  return { weight, bias, predict };
}

function componentRows(tools: SystemTools, training: PairedScenes): SystemRow[] {
  const { diagonal, random, k } = alignComponents({ ...training, ...dimensionsOf(tools) });
  const mean = (values: Float64Array, from: number, to: number): number => values.subarray(from, to).reduce((sum, value) => sum + value / (to - from), 0);
  const row = (measure: string, ours: number, paper?: string): SystemRow => ({ system: '3 principal components', measure, ours, paper, data: `${training.images} scenes, k = ${k}` });
  return [
    row('diag of the first ten components', mean(diagonal, 0, 10), 'nearly diagonal, stronger for small i'),
    row('diag of the last ten components', mean(diagonal, k - 10, k)),
    row('diag of a random matrix', mean(random, 0, k)),
  ];
}

function bottleneckRows(tools: SystemTools, { training, heldOut, exact, seed }: Measured): SystemRow[] {
  const { targetDimension: dt } = dimensionsOf(tools);
  const classes = tools.backgrounds.definition.concepts.length;
  const vectors = [training, heldOut].map((scenes) => unitRows(applyAffine(exact, scenes.source), dt));
  const similarities = vectors.map((rows) => scoreBatch(rows, tools.bank.matrix, dt));
  const labels = [training, heldOut].map((scenes) => labelsOf(scenes.truth, tools.backgrounds, backgroundOf).map((label) => label ?? 0));
  const accuracy = ([rows, held]: Float32Array[], features: number): number => {
    const classifier = fitSoftmaxRegression({ rows, features, labels: labels[0], classes }, { permute: seededPermutations(seed) });
    const right = labels[1].filter((label, row) => {
      const logits = logitsOf(classifier, held.subarray(row * features, (row + 1) * features));
      return logits.indexOf(Math.max(...logits)) === label;
    }).length;
    return right / labels[1].length;
  };
  const concepts = tools.bank.definition.concepts.map(({ slug }) => slug);
  const aurocs = conceptAurocs(similarities[1], concepts, new Map(heldOut.truth.map((scene, row) => [row, factsOf(scene)]))).map(({ auroc }) => auroc);
  const data = `background of ${heldOut.images} held-out scenes, ${concepts.length} concepts`;
  return [
    { system: '6 bottleneck', measure: 'accuracy', ours: accuracy(similarities, concepts.length), paper: '0.938 (RIVAL10)', data },
    { system: '6 bottleneck', measure: 'accuracy of a linear probe on the embedding', ours: accuracy(vectors, dt), data },
    { system: '6 bottleneck', measure: 'mean AUROC of concepts', ours: aurocs.reduce((sum, value) => sum + value / aurocs.length, 0), paper: '0.80', data: `${aurocs.length} concepts with ten images` },
    { system: '6 bottleneck', measure: 'share of concepts with AUROC ≥ 0.75', ours: aurocs.filter((value) => value >= 0.75).length / aurocs.length, paper: '0.72', data: `${aurocs.length} concepts with ten images` },
  ];
}

const QUERIES = ['beach > 2 & sunset > 1.5', 'forest > 2 & night > 1.5', 'city > 2 & snow > 1.5', 'desert > 2 & snow < 0'];

async function retrievalRows(tools: SystemTools, heldOut: PairedScenes, exact: AffineMap): Promise<SystemRow[]> {
  const { targetDimension: dimension } = dimensionsOf(tools);
  const corpus = { vectors: unitRows(applyAffine(exact, heldOut.source), dimension), dimension, files: heldOut.truth.map((_, row) => String(row)) };
  const rows: SystemRow[] = [];
  for (const query of QUERIES) {
    const constraints = parseConceptQuery(query);
    const { matches } = searchEmbeddings(corpus, constraints, await queryMatrix(constraints, tools.textEncoder));
    const right = matches.filter(({ row }) => constraints.every(({ concept, sign }) => factsOf(heldOut.truth[row]).has(concept) === sign > 0));
    if (matches.length > 0) rows.push({ system: '8 concept logic', measure: `precision of ${query}`, ours: right.length / matches.length, paper: 'by eye', data: `${matches.length} of ${heldOut.images} held-out scenes found` });
  }
  return rows;
}

async function decodingRows(tools: SystemTools, options: SystemOptions): Promise<SystemRow[]> {
  const rows: SystemRow[] = [];
  for (const method of ['placed', 'scaled'] as const) {
    const decoded = await decodeHead(tools, tools.head, { method, top: 1, signal: options.signal, onProgress: (done, total) => options.onProgress?.(`decoding head rows, ${method}`, done, total) });
    const name = method === 'placed' ? 'placed like images' : "the paper's one constant";
    rows.push({ system: '9 concept-to-text', measure: `head rows described by their first word, ${name}`, ours: decoded.filter(({ isRight }) => isRight).length / decoded.length, paper: '0.92–0.95 judged relevant', data: `${decoded.length} object rows` });
  }
  return rows;
}

/** The figures as a Markdown table. */
export function systemsTable(rows: SystemRow[]): string {
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  return [line(['system', 'measure', 'ours', 'paper', 'data']), line(['---', '---', '---', '---', '---']), ...rows.map(({ system, measure, ours, paper = '', data }) => line([system, measure, ours.toFixed(3), paper, data])), ''].join('\n');
}
