import { type AffineMap, alignmentQuality, applyAffine, fitByRecipe } from '@conceptwatch/core/alignment';
import type { EmbeddedBank } from '../../bank/embedded-bank';
import { seededPermutations } from '../seeded-permutations';
import { headFor } from './head-in-order';
import { leastSquares, uniformOf } from './least-squares';
import { alignedAccuracy, backgroundOf, chosenScenes, labelsOf, objectsOf, type PairedScenes, zeroShotAccuracy } from './paired-scenes';
import type { SystemRow, SystemSeries } from './system-row';
import type { SystemContext } from './system-tools';

const PAPER = { r2: '0.60–0.73 to CLIP', retained: '0.68–0.82 to CLIP', reverseR2: '0.23–0.72 from CLIP', reverseRetained: '0.46–0.76 from CLIP' };
/** What every source must keep. */
const RETAINED = 0.85;
const IMAGE_SHARES = [0.05, 0.1, 0.2, 0.5];
const CLASS_SHARES = [0.1, 1 / 3, 2 / 3];

/** System 1: how well one linear map takes the source into the target space, by whom it was fitted, and on how much. */
export async function alignmentRows(context: SystemContext): Promise<{ rows: SystemRow[]; series: Pick<SystemSeries, 'images' | 'classes' | 'r2'> }> {
  const { tools, training, few, heldOut, clean, exact, dimensions, options } = context;
  const held = `${heldOut.images} held out`;
  const row = (measure: string, ours: number, paper?: string, data = `${training.images} scenes to fit on, ${held}`): SystemRow => ({ system: '1 alignment', measure, ours, paper, data });
  const quality = (map: AffineMap) => alignmentQuality(applyAffine(map, heldOut.source), heldOut.target, dimensions.targetDimension);
  const kept = retainedBy(heldOut);
  const permute = seededPermutations(options.seed);
  const recipe = await fitByRecipe({ ...training, ...dimensions }, { permute, uniform: uniformOf(permute) }, tools.product);
  const best = quality(exact);
  const [background, object, cleanObject] = [kept(tools.backgrounds, backgroundOf), kept(tools.nouns, objectsOf), retainedBy(clean)(tools.nouns, objectsOf)];
  const fewer = await leastSquares(few, dimensions, tools.product);
  const fewScenes = few.images / 2;
  const ofFew = `${fewScenes} scenes to fit on, half of them clean, each also mirrored`;
  const rows = [
    row('R², exact least squares', best.r2, PAPER.r2),
    row("R² about each dimension's mean", best.r2Centred),
    row('mean cosine', best.cosine),
    row("R², the paper's SGD recipe", quality(recipe).r2, PAPER.r2),
    row('aligned accuracy, background', background.aligned(exact)),
    row('aligned accuracy, object', object.aligned(exact)),
    row('retained accuracy, background', background.retained(exact), PAPER.retained),
    row('retained accuracy, object, clean scenes', cleanObject.retained(exact), PAPER.retained, `${training.images} scenes to fit on, ${clean.images} clean ones held out`),
    row('retained accuracy, object', object.retained(exact), PAPER.retained),
    { ...row(`retained accuracy with ${fewScenes} scenes, background`, background.retained(fewer), PAPER.retained, `${ofFew}, ${held}`), target: RETAINED },
    { ...row(`retained accuracy with ${fewScenes} scenes, object, clean scenes`, cleanObject.retained(fewer), PAPER.retained, `${ofFew}, ${clean.images} clean ones held out`), target: RETAINED },
    { ...row(`retained accuracy with ${fewScenes} scenes, object`, object.retained(fewer), PAPER.retained, `${ofFew}, ${held}`), target: RETAINED },
    row("retained accuracy, object, the paper's SGD recipe", object.retained(recipe), PAPER.retained),
  ];
  const r2: Record<string, number> = { 'least squares': best.r2, "the paper's SGD": quality(recipe).r2 };
  const series = { images: [] as [number, number][], classes: [] as [number, number][], r2 };
  for (const share of IMAGE_SHARES) {
    const part = chosenScenes(training, permute(training.images).slice(0, Math.round(share * training.images)), dimensions);
    const map = await leastSquares(part, dimensions, tools.product);
    const data = `${part.images} scenes to fit on, ${held}`;
    const paper = share === 0.2 ? '1/5 is enough' : undefined;
    rows.push(row(`R², ${100 * share} % of the images`, quality(map).r2, paper, data), row(`retained accuracy, object, ${100 * share} % of the images`, object.retained(map), paper, data));
    series.images.push([share, object.retained(map)]);
    if (share === 0.2) r2['a fifth of the images'] = quality(map).r2;
  }
  for (const share of CLASS_SHARES) {
    const part = ofSomeClasses(context, new Set(permute(tools.nouns.definition.concepts.length).slice(0, Math.round(share * tools.nouns.definition.concepts.length))));
    const map = await leastSquares(part, dimensions, tools.product);
    const paper = share === 1 / 3 ? '1/3 is enough' : undefined;
    rows.push(row(`retained accuracy, object, ${share === 1 / 3 ? 'a third' : `${Math.round(100 * share)} %`} of the classes`, object.retained(map), paper, `${part.images} scenes with objects of these classes to fit on, ${held}`));
    series.classes.push([share, object.retained(map)]);
  }
  for (const line of [series.images, series.classes]) line.push([1, object.retained(exact)]);
  rows.push(...(await reverseRows(context, row)));
  return { rows, series };
}

function retainedBy(heldOut: PairedScenes) {
  return (bank: EmbeddedBank, names: Parameters<typeof labelsOf>[2]) => {
    const labels = labelsOf(heldOut.truth, bank, names);
    const own = zeroShotAccuracy(heldOut.target, bank, labels);
    const aligned = (map: AffineMap): number => alignedAccuracy(map, heldOut, bank, labels);
    return { aligned, retained: (map: AffineMap): number => aligned(map) / own };
  };
}

/** The training scenes all of whose objects are of some classes. */
function ofSomeClasses({ tools, training, dimensions }: SystemContext, classes: ReadonlySet<number>): PairedScenes {
  const slugs = new Set(tools.nouns.definition.concepts.filter((_, k) => classes.has(k)).map(({ slug }) => slug));
  return chosenScenes(training, training.truth.flatMap(({ objects }, row) => (objects.every((slug) => slugs.has(slug)) ? [row] : [])), dimensions);
}

/** From the target into the source space; accuracy by the source's own head, where it has one. */
async function reverseRows({ tools, source, training, heldOut, dimensions }: SystemContext, row: (measure: string, ours: number, paper?: string) => SystemRow): Promise<SystemRow[]> {
  const { sourceDimension: ds, targetDimension: dt } = dimensions;
  const map = await leastSquares({ source: training.target, target: training.source }, { sourceDimension: dt, targetDimension: ds }, tools.product);
  const mapped = applyAffine(map, heldOut.target);
  const rows = [row('R² in the other direction, from CLIP', alignmentQuality(mapped, heldOut.source, ds).r2, PAPER.reverseR2)];
  if (!source.head) return rows;
  const head = headFor(source.head, tools.nouns);
  const labels = labelsOf(heldOut.truth, tools.nouns, objectsOf);
  const accuracy = (vectors: Float32Array): number => {
    const labelled = labels.flatMap((label, at) => (label === undefined ? [] : [{ label, at }]));
    return labelled.filter(({ label, at }) => head.predict(vectors.subarray(at * ds, (at + 1) * ds)) === label).length / labelled.length;
  };
  return [...rows, row("retained accuracy in the other direction, object, by the source's head", accuracy(mapped) / accuracy(heldOut.source), PAPER.reverseRetained)];
}
