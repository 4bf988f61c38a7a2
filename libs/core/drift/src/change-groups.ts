import { benjaminiHochberg } from './benjamini-hochberg';
import { compareSamples } from './compare-samples';

/** A concept that changed, with the scores of the same images in the same order for every concept. */
export interface ChangedConcept {
  baseline: ArrayLike<number>;
  current: ArrayLike<number>;
}

export interface ChangeGroup {
  /** Index of the concept that changed most. */
  lead: number;
  /** Indices of concepts whose change is gone among the images in which the lead did not change. */
  followers: number[];
}

export interface ChangeGroupOptions {
  /** Largest q-value at which a change still counts. */
  fdr: number;
  /** With fewer images than this left in either set, nothing more is said to follow. Default 50. */
  fewestImages?: number;
  /** A follower keeps less than this part of its difference. Default 0.7. */
  keeps?: number;
}

/**
 * Sorts concepts that changed into those that changed by themselves and those that changed in the same images. One
 * real change moves many similarities: flakes of snow also make an image a little more like "gear". The concept with the
 * largest D leads (of equals, one that rose); both sets are then restricted to the images on the unchanged side of the similarity
 * at which its D is attained. A concept follows the lead when its change cannot be proved among those images and has
 * lost a good part of its size there (at the similarity of its own D, where noise is smallest). The strongest of the
 * rest leads the next group, within the images that are left.
 *
 * What follows did change: a group says where, not that it is false. Two changes that always come in the same images
 * (snow at night) cannot be told apart and form one group. It describes; no error rate is promised for it.
 *
 * @param concepts the changed concepts, each with one score per image
 * @returns groups in the order of their leads' D; every concept is in one
 * @throws RangeError when a sample is empty or holds NaN, or concepts have different numbers of images
 * Complexity: O(g·K·n log n) for g groups of K concepts on n images.
 * Source: ours; forward selection as in regression, with conditioning in place of partialling out.
 *
 * @example
 * const base = Array.from({ length: 200 }, (_, i) => i / 200);
 * const risenBy = (step) => ({ baseline: base, current: base.map((x, i) => (i % 2 ? x : x + step)) });
 * changeGroups([risenBy(2), risenBy(0.5)], { fdr: 0.01 }) // [{ lead: 0, followers: [1] }]
 */
export function changeGroups(concepts: ChangedConcept[], { fdr, fewestImages = 50, keeps = 0.7 }: ChangeGroupOptions): ChangeGroup[] {
  if (concepts.length === 0) return [];
  const sizes = { baseline: concepts[0].baseline.length, current: concepts[0].current.length };
  for (const { baseline, current } of concepts) if (baseline.length !== sizes.baseline || current.length !== sizes.current) throw new RangeError('changeGroups requires one score per image for every concept');
  const whole = concepts.map(({ baseline, current }) => compareSamples(baseline, current));
  let left = { baseline: indices(sizes.baseline), current: indices(sizes.current) };
  let rest = indices(concepts.length).sort((a, b) => whole[b].distance - whole[a].distance || whole[b].sign - whole[a].sign || a - b);
  const groups: ChangeGroup[] = [];
  while (rest.length > 0) {
    const [lead, ...others] = rest;
    const { location, sign } = whole[lead];
    const unchanged = (scores: ArrayLike<number>) => (image: number) => sign * (scores[image] - location) <= 0;
    left = { baseline: left.baseline.filter(unchanged(concepts[lead].baseline)), current: left.current.filter(unchanged(concepts[lead].current)) };
    if (Math.min(left.baseline.length, left.current.length) < fewestImages) return [...groups, ...rest.map((each) => ({ lead: each, followers: [] }))];
    const within = others.map((k) => compareSamples(pick(concepts[k].baseline, left.baseline), pick(concepts[k].current, left.current)));
    const q = benjaminiHochberg(within.map(({ pValue }) => pValue));
    const remains = (k: number): number => whole[k].sign * (shareUpTo(concepts[k].baseline, left.baseline, whole[k].location) - shareUpTo(concepts[k].current, left.current, whole[k].location));
    const follows = others.map((k, i) => q[i] >= fdr && remains(k) < keeps * whole[k].distance);
    groups.push({ lead, followers: others.filter((_, i) => follows[i]) });
    rest = others.filter((_, i) => !follows[i]);
  }
  return groups;
}

const indices = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

const shareUpTo = (values: ArrayLike<number>, at: number[], limit: number): number => at.filter((i) => values[i] <= limit).length / at.length;

const pick = (values: ArrayLike<number>, at: number[]): Float64Array => Float64Array.from(at, (i) => values[i]);
