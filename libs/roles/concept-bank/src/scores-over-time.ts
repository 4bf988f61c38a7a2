import type { PhraseAnswer } from '@conceptwatch/contracts';

const LOW = 0.1;
const HIGH = 0.9;
/** Images that a part of the past needs for its quantiles to say something. */
const FEWEST = 20;
const MOST_PARTS = 48;

/** Low, middle and high of some scores: their quantiles 10, 50 and 90 %. */
export function spreadOf(scores: readonly number[]): { low: number; median: number; high: number } {
  const sorted = [...scores].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { low: at(LOW), median: at(0.5), high: at(HIGH) };
}

/**
 * The spread of scores over time, in parts of as many images each.
 *
 * @param newestFirst at least 20 for each part; fewer give none
 */
export function scoresOverTime(newestFirst: readonly { at: number; score: number }[]): PhraseAnswer['past'] {
  const parts = Math.min(MOST_PARTS, Math.floor(newestFirst.length / FEWEST));
  return Array.from({ length: parts }, (_, part) => {
    const of = newestFirst.slice(Math.floor((part * newestFirst.length) / parts), Math.floor(((part + 1) * newestFirst.length) / parts));
    return { from: of[of.length - 1].at, to: of[0].at, images: of.length, ...spreadOf(of.map(({ score }) => score)) };
  }).reverse();
}
