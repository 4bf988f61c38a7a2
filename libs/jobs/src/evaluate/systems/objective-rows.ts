import { type AffineMap, dataFreeAligner, fitByCrossEntropy } from '@conceptwatch/core/alignment';
import { seededPermutations } from '../seeded-permutations';
import { headFor } from './head-in-order';
import { uniformOf } from './least-squares';
import { alignedAccuracy, backgroundOf, labelsOf, objectsOf } from './paired-scenes';
import type { SystemRow } from './system-row';
import type { SystemContext } from './system-tools';

/** Gradients of plain cosines are small, so the rate is larger than the regression's and the epochs are more. */
const SETTINGS = { epochs: 30, learningRate: 1 };
/** Beside the paper's plain cosines: cosines times this, as CLIP's own temperature sharpens them; the rate falls in proportion. */
const SHARPENED = { ...SETTINGS, learningRate: 0.1, scale: 20 };

/** System 2: other objectives than regression, on the task they were fitted for and on one they were not. */
export async function objectiveRows({ tools, source, training, heldOut, exact, dimensions, options }: SystemContext): Promise<SystemRow[]> {
  const { sourceDimension: ds, targetDimension: dt } = dimensions;
  const labels = labelsOf(training.truth, tools.nouns, objectsOf);
  const labelled = labels.flatMap((label, row) => (label === undefined ? [] : [{ label, row }]));
  const vectors = new Float32Array(labelled.length * ds);
  labelled.forEach(({ row }, at) => vectors.set(training.source.subarray(row * ds, (row + 1) * ds), at * ds));
  const permute = seededPermutations(options.seed);
  const uniform = uniformOf(permute);
  const start: AffineMap = { ...dimensions, weight: Float32Array.from({ length: dt * ds }, () => (2 * uniform() - 1) / Math.sqrt(ds)), bias: new Float32Array(dt) };
  const byEntropy = (targets: number[], settings: typeof SETTINGS & { scale?: number } = SETTINGS): Promise<AffineMap> =>
    fitByCrossEntropy({ source: vectors, sourceDimension: ds, labels: targets, head: tools.nouns.matrix, targetDimension: dt }, { start, permute, ...settings }, tools.product);
  const known = labelled.map(({ label }) => label);
  const maps: Record<string, AffineMap> = {
    regression: exact,
    'cross-entropy on labels': await byEntropy(known),
    [`cross-entropy on labels, cosines times ${SHARPENED.scale} (not the paper's)`]: await byEntropy(known, SHARPENED),
  };
  if (source.head) {
    const head = headFor(source.head, tools.nouns);
    maps["cross-entropy on the source's own predictions"] = await byEntropy(labelled.map((_, at) => head.predict(vectors.subarray(at * ds, (at + 1) * ds))));
    maps['data-free'] = await dataFreeAligner({ sourceHead: head.weight, sourceBias: head.bias, sourceDimension: ds, textHead: tools.nouns.matrix, targetDimension: dt }, 1e-3, tools.product);
  }
  const objects = labelsOf(heldOut.truth, tools.nouns, objectsOf);
  const backgrounds = labelsOf(heldOut.truth, tools.backgrounds, backgroundOf);
  const data = `${labelled.length} scenes with one object; related: object, unrelated: background; cross-entropy: ${SETTINGS.epochs} epochs, rate ${SETTINGS.learningRate}`;
  const row = (measure: string, ours: number, paper?: string): SystemRow => ({ system: '2 objectives', measure, ours, paper, data });
  const tasks = [
    { task: 'related', of: (map: AffineMap) => alignedAccuracy(map, heldOut, tools.nouns, objects), chance: 1 / tools.nouns.definition.concepts.length, paper: '−4.99 %' },
    { task: 'unrelated', of: (map: AffineMap) => alignedAccuracy(map, heldOut, tools.backgrounds, backgrounds), chance: 1 / tools.backgrounds.definition.concepts.length, paper: '+11.21 %' },
  ];
  return tasks.flatMap(({ task, of, chance, paper }) => [
    ...Object.entries(maps).map(([name, map]) => row(`${name}, ${task} task`, of(map))),
    row(`chance, ${task} task`, chance),
    row(`regression less cross-entropy on labels, ${task} task`, of(maps.regression) - of(maps['cross-entropy on labels']), paper),
  ]);
}
