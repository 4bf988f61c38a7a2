import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { kolmogorovSmirnov } from '@conceptwatch/core/drift';
import { describeWhere, pythonPath, requirement } from '../../requirements';

type Method = 'exact' | 'asymp';
interface Question {
  baseline: number[];
  window: number[];
  method: Method;
}
interface Answer {
  D: number;
  p: number | null;
  sign: number;
}

const LARGEST_PRODUCT = 2e7;
const written = (x: number) => (Number.isFinite(x) ? x : String(x));

function askSciPy(questions: Question[]): Answer[] {
  const input = questions.map(({ baseline, window, method }) => JSON.stringify({ baseline: baseline.map(written), window: window.map(written), method })).join('\n');
  const { status, stdout, stderr } = spawnSync(pythonPath(), ['test/parity/drift/ks_reference.py'], { input, encoding: 'utf8', maxBuffer: 1e8 });
  if (status !== 0) throw new Error(`SciPy failed: ${stderr}`);
  return stdout.trim().split('\n').map((line) => JSON.parse(line) as Answer);
}

/** The reference cases without NaN, by both methods where the exact one is affordable. */
function referenceQuestions(): Question[] {
  const { cases } = JSON.parse(readFileSync('test/fixtures/drift/reference_cases.json', 'utf8')) as { cases: { baseline: (number | string)[]; window: (number | string)[] }[] };
  return cases
    .map(({ baseline, window }) => ({ baseline: baseline.map(Number), window: window.map(Number) }))
    .filter(({ baseline, window }) => ![...baseline, ...window].some(Number.isNaN))
    .flatMap(({ baseline, window }) => (['exact', 'asymp'] as const).filter((method) => method === 'asymp' || baseline.length * window.length <= LARGEST_PRODUCT).map((method) => ({ baseline, window, method })));
}

/** Fresh samples, heavy with ties, of many pairs of sizes. */
function freshQuestions(): Question[] {
  let state = 20_261;
  const uniform = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;
  return Array.from({ length: 60 }, (_, i) => {
    const size = () => 1 + Math.floor(uniform() ** 2 * 600);
    const levels = [3, 20, 1e9][i % 3];
    const draw = (count: number, shift: number) => Array.from({ length: count }, () => Math.floor((uniform() + shift) * levels) / levels);
    return { baseline: draw(size(), 0), window: draw(size(), (i % 5) * 0.1), method: i % 2 ? 'exact' : ('asymp' as Method) };
  });
}

describeWhere(requirement('python-scipy'), 'kolmogorovSmirnov beside SciPy itself', () => {
  it.each([
    ['reference cases', referenceQuestions],
    ['fresh samples', freshQuestions],
  ])('%s', (_, questions) => {
    const asked = questions();
    const answers = askSciPy(asked);
    expect(answers).toHaveLength(asked.length);
    asked.forEach(({ baseline, window, method }, i) => {
      const { distance, sign, pValue } = kolmogorovSmirnov(baseline, window, { method: method === 'exact' ? 'exact' : 'asymptotic' });
      const name = `question ${i}: n=${baseline.length}, w=${window.length}, ${method}`;
      expect(Math.abs(distance - answers[i].D), `D of ${name}`).toBeLessThan(1e-12);
      const p = answers[i].p;
      if (p !== null && p > 1e-200) expect(Math.abs(pValue / p - 1), `p of ${name}: ${pValue} and ${p}`).toBeLessThan(1e-9);
      // Where both one-sided distances are equal, either sign is right.
      if (distance > 0 && kolmogorovSmirnov(window, baseline).sign !== sign) expect(sign, `sign of ${name}`).toBe(answers[i].sign);
    });
  });
});
