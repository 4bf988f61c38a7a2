import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CramerVonMises } from '../perf/detection/cramer-von-mises';

it('is the statistic of alibi-detect 0.13 CVMDriftOnline, as recorded', () => {
  const { baseline, stream, window, statistic } = JSON.parse(readFileSync('test/perf/detection/peers/alibi-cvm.json', 'utf8')) as {
    baseline: number[];
    stream: number[];
    window: number;
    statistic: (number | null)[];
  };
  const rolling = new CramerVonMises(baseline.length, window);
  stream.forEach((score, t) => {
    const found = rolling.update(baseline.filter((x) => x <= score).length);
    const expected = statistic[t];
    if (expected === null) expect(found).toBe(-Infinity);
    else expect(Math.abs(found - expected)).toBeLessThan(1e-5);
  });
});
