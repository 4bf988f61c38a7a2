import { describe, expect, it } from 'vitest';
import { scoresOverTime, spreadOf } from './scores-over-time';

const image = (at: number) => ({ at, score: at / 1000 });

describe('scores over time', () => {
  it('gives the spread of as many images each, oldest first, and leaves none out', () => {
    const newestFirst = Array.from({ length: 45 }, (_, i) => image(45 - i));
    const past = scoresOverTime(newestFirst);
    expect(past.map(({ from, to, images }) => [from, to, images])).toEqual([[1, 23, 23], [24, 45, 22]]);
    expect(past[1]).toMatchObject(spreadOf(newestFirst.slice(0, 22).map(({ score }) => score)));
  });

  it('says nothing of few images, and bounds what it says of many', () => {
    expect(scoresOverTime(Array.from({ length: 19 }, (_, i) => image(19 - i)))).toEqual([]);
    const many = scoresOverTime(Array.from({ length: 5000 }, (_, i) => image(5000 - i)));
    expect(many).toHaveLength(48);
    expect(many.reduce((sum, { images }) => sum + images, 0)).toBe(5000);
  });

  it('takes quantiles', () => {
    expect(spreadOf([5, 1, 3, 2, 4, 6, 7, 8, 9, 10])).toEqual({ low: 2, median: 6, high: 10 });
  });
});
