import { textInSourceSpace } from '../../zero-shot/text-in-source-space';
import { leastSquares } from './least-squares';
import { alignedAccuracy, backgroundOf, labelsOf, nearestQuality, objectsOf } from './paired-scenes';
import type { SystemRow } from './system-row';
import type { SystemContext } from './system-tools';

/** System 4: concept vectors in the target space, and text taken into the source space instead. */
export async function textRows({ tools, training, heldOut, exact, dimensions }: SystemContext): Promise<SystemRow[]> {
  const { sourceDimension: ds, targetDimension: dt } = dimensions;
  const back = await leastSquares({ source: training.target, target: training.source }, { sourceDimension: dt, targetDimension: ds }, tools.product);
  const data = `${heldOut.images} held-out scenes; nearest concept by cosine`;
  const row = (measure: string, ours: number, paper?: string): SystemRow => ({ system: '4 text-to-concept', measure, ours, paper, data });
  const centre = meanRow(training.source, ds);
  return [['background', tools.backgrounds, backgroundOf] as const, ['object', tools.nouns, objectsOf] as const].flatMap(([name, bank, names]) => {
    const labels = labelsOf(heldOut.truth, bank, names);
    const text = textInSourceSpace(bank.matrix, back);
    const images = heldOut.source.map((value, i) => value - centre[i % ds]);
    return [
      row(`images taken to the text, ${name}`, alignedAccuracy(exact, heldOut, bank, labels)),
      row(`text taken to the images, ${name}`, nearestQuality(images, { matrix: text, dimension: ds }, labels).accuracy, 'weaker'),
    ];
  });
}

function meanRow(rows: Float32Array, dimension: number): Float32Array {
  const mean = new Float32Array(dimension);
  for (let i = 0; i < rows.length; i++) mean[i % dimension] += (rows[i] * dimension) / rows.length;
  return mean;
}
