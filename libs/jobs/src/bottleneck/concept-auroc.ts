import { areaUnderCurve } from '../evaluate/area-under-curve';

const FEWEST = 10;

export interface ConceptAuroc {
  concept: string;
  auroc: number;
  positives: number;
}

/**
 * How well a concept's similarity tells the images that show it from the others, for every concept that at least ten
 * labelled images show and ten do not.
 *
 * @param similarities images × concepts, row-major; @param shown per labelled image (by row) the slugs that are true of it
 */
export function conceptAurocs(similarities: Float32Array, concepts: readonly string[], shown: ReadonlyMap<number, ReadonlySet<string>>): ConceptAuroc[] {
  const rows = [...shown.keys()];
  return concepts.flatMap((concept, k) => {
    const positive = rows.map((row) => shown.get(row)?.has(concept) ?? false);
    const positives = positive.filter(Boolean).length;
    if (positives < FEWEST || rows.length - positives < FEWEST) return [];
    return [{ concept, positives, auroc: areaUnderCurve(rows.map((row) => similarities[row * concepts.length + k]), positive) }];
  });
}
