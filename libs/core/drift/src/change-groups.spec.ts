import { describe, expect, it } from 'vitest';
import { changeGroups } from './change-groups';

/** Numbers between 0 and 1 that repeat for a seed. */
function numbers(seed: number, count: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => ((state = (state * 1664525 + 1013904223) >>> 0), state / 2 ** 32));
}

const N = 400;
const fdr = 0.01;
const base = (seed: number) => numbers(seed, N);
/** The scores of `seed`, moved by `by` in the images that `hit` chooses. */
const moved = (seed: number, by: number, hit: (image: number) => boolean) => numbers(seed, N).map((x, i) => (hit(i) ? x + by : x));
const third = (image: number) => image % 3 === 0;
const fifth = (image: number) => image % 5 === 1;

describe('changeGroups', () => {
  it('puts what changed in the same images behind the strongest, whichever way it went', () => {
    const concepts = [
      { baseline: base(1), current: moved(11, 0.5, third) },
      { baseline: base(2), current: moved(12, 2, third) },
      { baseline: base(3), current: moved(13, -0.6, third) },
    ];
    expect(changeGroups(concepts, { fdr })).toEqual([{ lead: 1, followers: [2, 0] }]);
  });

  it('keeps changes in other images apart, each with its own followers', () => {
    const concepts = [
      { baseline: base(1), current: moved(11, 2, third) },
      { baseline: base(2), current: moved(12, 2, fifth) },
      { baseline: base(3), current: moved(13, 0.6, third) },
      { baseline: base(4), current: moved(14, -0.8, fifth) },
    ];
    expect(changeGroups(concepts, { fdr })).toEqual([{ lead: 0, followers: [2] }, { lead: 1, followers: [3] }]);
  });

  it('says of nothing that it follows when a change leaves too few images untouched', () => {
    const all = () => true;
    const concepts = [{ baseline: base(1), current: moved(11, 2, all) }, { baseline: base(2), current: moved(12, 1, all) }];
    expect(changeGroups(concepts, { fdr })).toEqual([{ lead: 0, followers: [] }, { lead: 1, followers: [] }]);
  });

  it('has every concept in one group, and none for none', () => {
    expect(changeGroups([], { fdr })).toEqual([]);
    const concepts = numbers(5, 12).map((by, k) => ({ baseline: base(k), current: moved(k + 50, by, (i) => (i * (k + 3)) % 7 < 2) }));
    const seen = changeGroups(concepts, { fdr }).flatMap(({ lead, followers }) => [lead, ...followers]);
    expect(seen.sort((a, b) => a - b)).toEqual(concepts.map((_, k) => k));
  });

  it('refuses concepts with different images, and NaN', () => {
    expect(() => changeGroups([{ baseline: [1], current: [1] }, { baseline: [1, 2], current: [1] }], { fdr })).toThrow(/one score per image/);
    expect(() => changeGroups([{ baseline: [1, NaN], current: [1, 2] }], { fdr })).toThrow(/NaN/);
  });
});
