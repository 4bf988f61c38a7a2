import { applyAffine } from '@conceptwatch/core/alignment';
import { fitSoftmaxRegression, logitsOf, scoreBatch } from '@conceptwatch/core/concepts';
import { conceptAurocs } from '../../bottleneck/concept-auroc';
import { SIMILARITY_REGRESSION } from '../../bottleneck/train-bottleneck';
import { seededPermutations } from '../seeded-permutations';
import { backgroundOf, factsOf, labelsOf, unitRows } from './paired-scenes';
import type { SystemRow } from './system-row';
import type { SystemContext } from './system-tools';

/** System 6: a linear head on concept similarities beside a linear head on the raw embedding. */
export function bottleneckRows({ tools, training, heldOut, exact, dimensions, options }: SystemContext): SystemRow[] {
  const { sourceDimension: ds, targetDimension: dt } = dimensions;
  const classes = tools.backgrounds.definition.concepts.length;
  const vectors = [training, heldOut].map((scenes) => unitRows(applyAffine(exact, scenes.source), dt));
  const similarities = vectors.map((rows) => scoreBatch(rows, tools.bank.matrix, dt));
  const labels = [training, heldOut].map((scenes) => labelsOf(scenes.truth, tools.backgrounds, backgroundOf).map((label) => label ?? 0));
  const accuracy = ([rows, held]: Float32Array[], features: number, settings?: typeof SIMILARITY_REGRESSION): number => {
    const classifier = fitSoftmaxRegression({ rows, features, labels: labels[0], classes }, { permute: seededPermutations(options.seed), ...settings });
    const right = labels[1].filter((label, row) => {
      const logits = logitsOf(classifier, held.subarray(row * features, (row + 1) * features));
      return logits.indexOf(Math.max(...logits)) === label;
    }).length;
    return right / labels[1].length;
  };
  const concepts = tools.bank.definition.concepts.map(({ slug }) => slug);
  const aurocs = conceptAurocs(similarities[1], concepts, new Map(heldOut.truth.map((scene, row) => [row, factsOf(scene)]))).map(({ auroc }) => auroc);
  const row = (measure: string, ours: number, paper?: string, data = `background of ${heldOut.images} held-out scenes, ${concepts.length} concepts`): SystemRow => ({ system: '6 bottleneck', measure, ours, paper, data });
  const detected = `${aurocs.length} concepts that ten held-out scenes show`;
  return [
    row('accuracy', accuracy(similarities, concepts.length, SIMILARITY_REGRESSION), '0.938 (RIVAL10)'),
    row('accuracy of a linear probe on the aligned embedding', accuracy(vectors, dt)),
    row('accuracy of a linear probe on the raw embedding', accuracy([training, heldOut].map(({ source }) => unitRows(source, ds)), ds), '0.945 (true attributes)'),
    row('mean AUROC of concepts', aurocs.reduce((sum, value) => sum + value / aurocs.length, 0), '0.80', detected),
    row('share of concepts with AUROC ≥ 0.75', aurocs.filter((value) => value >= 0.75).length / aurocs.length, '0.72', detected),
  ];
}
