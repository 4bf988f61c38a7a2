import { applyAffine } from '@conceptwatch/core/alignment';
import { fitSoftmaxRegression, type LabelledRows, type LinearClassifier, logitsOf, scoreBatch } from '@conceptwatch/core/concepts';
import { conceptAurocs } from '../../bottleneck/concept-auroc';
import { SIMILARITY_REGRESSION } from '../../bottleneck/train-bottleneck';
import { seededPermutations } from '../seeded-permutations';
import { backgroundOf, factsOf, labelsOf, unitRows } from './paired-scenes';
import type { SystemRow } from './system-row';
import type { SystemContext } from './system-tools';

const DECAYS = [1e-4, 3e-3, 3e-2];

/** System 6: a linear head on concept similarities beside a linear head on the raw embedding. */
export function bottleneckRows({ tools, training, heldOut, exact, dimensions, options }: SystemContext): SystemRow[] {
  const { sourceDimension: ds, targetDimension: dt } = dimensions;
  const classes = tools.backgrounds.definition.concepts.length;
  const vectors = [training, heldOut].map((scenes) => unitRows(applyAffine(exact, scenes.source), dt));
  const similarities = vectors.map((rows) => scoreBatch(rows, tools.bank.matrix, dt));
  const labels = [training, heldOut].map((scenes) => labelsOf(scenes.truth, tools.backgrounds, backgroundOf).map((label) => label ?? 0));
  const accuracy = ([rows, held]: Float32Array[], features: number, settings: { components?: number; weightDecay: number }): number => {
    const classifier = fitSoftmaxRegression({ rows, features, labels: labels[0], classes }, { permute: seededPermutations(options.seed), ...settings });
    return rightShare(classifier, held, labels[1]);
  };
  const probe = (rows: Float32Array[], features: number): number => accuracy(rows, features, { weightDecay: bestDecay({ rows: rows[0], features, labels: labels[0], classes }, options.seed) });
  const concepts = tools.bank.definition.concepts.map(({ slug }) => slug);
  const aurocs = conceptAurocs(similarities[1], concepts, new Map(heldOut.truth.map((scene, row) => [row, factsOf(scene)]))).map(({ auroc }) => auroc);
  const row = (measure: string, ours: number, paper?: string, data = `background of ${heldOut.images} held-out scenes, ${concepts.length} concepts`): SystemRow => ({ system: '6 bottleneck', measure, ours, paper, data });
  const detected = `${aurocs.length} concepts that ten held-out scenes show`;
  return [
    row('accuracy', accuracy(similarities, concepts.length, SIMILARITY_REGRESSION), '0.938 (RIVAL10; true attributes 0.945)'),
    row('accuracy of a linear probe on the aligned embedding', probe(vectors, dt)),
    row('accuracy of a linear probe on the raw embedding', probe([training, heldOut].map(({ source }) => unitRows(source, ds)), ds)),
    row('mean AUROC of concepts', aurocs.reduce((sum, value) => sum + value / aurocs.length, 0), '0.80', detected),
    row('share of concepts with AUROC ≥ 0.75', aurocs.filter((value) => value >= 0.75).length / aurocs.length, '0.72', detected),
  ];
}

/** The weight decay of a probe that does best on a fifth of the training scenes, so that the bottleneck is compared with a probe at its best. */
function bestDecay({ rows, features, labels, classes }: LabelledRows, seed: number): number {
  const fitted = labels.length - Math.floor(labels.length / 5);
  const part = { rows: rows.subarray(0, fitted * features), features, labels: labels.slice(0, fitted), classes };
  const shares = DECAYS.map((weightDecay) => rightShare(fitSoftmaxRegression(part, { permute: seededPermutations(seed), weightDecay }), rows.subarray(fitted * features), labels.slice(fitted)));
  return DECAYS[shares.indexOf(Math.max(...shares))];
}

function rightShare(classifier: LinearClassifier, rows: Float32Array, labels: readonly number[]): number {
  const { features } = classifier;
  const right = labels.filter((label, row) => {
    const logits = logitsOf(classifier, rows.subarray(row * features, (row + 1) * features));
    return logits.indexOf(Math.max(...logits)) === label;
  });
  return right.length / labels.length;
}
