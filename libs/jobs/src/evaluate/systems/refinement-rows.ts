import { applyAffine } from '@conceptwatch/core/alignment';
import { blendDirections, conceptActivationVector, exemplarDirection, scoreBatch } from '@conceptwatch/core/concepts';
import { areaUnderCurve } from '../area-under-curve';
import { seededPermutations } from '../seeded-permutations';
import { factsOf, type PairedScenes, unitRows } from './paired-scenes';
import type { SystemRow } from './system-row';
import type { SystemContext } from './system-tools';

const EXEMPLARS = 20;
const BLEND = 0.5;
const FEWEST = 5;
/** Of the concepts, those that the text finds worst. */
const WEAKEST = 0.25;

const NAMES = { before: 'before', mean: 'after, mean of exemplars', cav: 'after, linear classifier (CAV)' };

/** System 10: AUROC of concepts on held-out scenes before and after refinement by exemplars of the training scenes. */
export function refinementRows({ tools, training, heldOut, exact, dimensions, options }: SystemContext): SystemRow[] {
  const dimension = dimensions.targetDimension;
  const [known, judged] = [training, heldOut].map((scenes) => unitRows(applyAffine(exact, scenes.source), dimension));
  const aurocs: Record<'before' | 'mean' | 'cav', number[]> = { before: [], mean: [], cav: [] };
  for (const [k, { slug }] of tools.bank.definition.concepts.entries()) {
    const shown = shows(heldOut, slug);
    const count = shown.filter(Boolean).length;
    if (count < FEWEST || shown.length - count < FEWEST) continue;
    const text = tools.bank.matrix.slice(k * dimension, (k + 1) * dimension);
    const exemplars = exemplarsOf(known, { text, dimension, shown: shows(training, slug) });
    if (!exemplars) continue;
    const judge = (vector: Float32Array): number => areaUnderCurve([...scoreBatch(judged, vector, dimension)], shown);
    aurocs.before.push(judge(text));
    aurocs.mean.push(judge(blendDirections(text, exemplarDirection(exemplars), BLEND)));
    aurocs.cav.push(judge(blendDirections(text, conceptActivationVector(exemplars, seededPermutations(options.seed)), BLEND)));
  }
  const count = aurocs.before.length;
  const weakest = Array.from(aurocs.before.keys()).sort((a, b) => aurocs.before[a] - aurocs.before[b]).slice(0, Math.ceil(WEAKEST * count));
  const data = `up to ${EXEMPLARS} most and least similar of ${training.images} scenes, wrong ones removed, blended half and half; judged on ${heldOut.images} held-out scenes`;
  const row = (measure: string, values: number[], concepts: string): SystemRow => ({ system: '10 refinement', measure, ours: values.reduce((sum, value) => sum + value / values.length, 0), data: `${concepts}; ${data}` });
  return (['before', 'mean', 'cav'] as const).flatMap((kind) => [
    row(`mean AUROC ${NAMES[kind]}`, aurocs[kind], `${count} concepts`),
    row(`mean AUROC ${NAMES[kind]}, a quarter of the concepts`, weakest.map((k) => aurocs[kind][k]), `the ${weakest.length} concepts that their text finds worst`),
  ]);
}

const shows = ({ truth }: PairedScenes, slug: string): boolean[] => truth.map((scene) => factsOf(scene).has(slug));

/** The most and the least similar scenes, without those that a person would take out. */
function exemplarsOf(vectors: Float32Array, { text, dimension, shown }: { text: Float32Array; dimension: number; shown: boolean[] }) {
  const scores = scoreBatch(vectors, text, dimension);
  const order = Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a]);
  const [positive, negative] = [order.slice(0, EXEMPLARS).filter((row) => shown[row]), order.slice(-EXEMPLARS).filter((row) => !shown[row])];
  if (positive.length === 0 || negative.length === 0) return undefined;
  const rowsOf = (rows: number[]): Float32Array => Float32Array.from(rows.flatMap((row) => [...vectors.subarray(row * dimension, (row + 1) * dimension)]));
  return { positives: rowsOf(positive), negatives: rowsOf(negative), dimension };
}
