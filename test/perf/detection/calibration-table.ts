// Makes the table of mode 'calibrated': node scripts/run-ts.mjs test/perf/detection/calibration-table.ts [--work CONCEPT-IMAGES] [--out FILE]
// Simulated in rank space: a baseline of n uniform numbers, concepts that do not depend on each other, e-BH over the bank. The product's table
// has the rows of one concept; larger banks (--concepts 1,10,100) are for comparison.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Evidence } from '@conceptwatch/core/drift';
import { tablesFor } from './detectors';
import { Random } from './random';
import { type NullRun, meanRunLength, thresholdFor, watch } from './run-length';

const { values } = parseArgs({ options: { work: { type: 'string', default: '24000000' }, concepts: { type: 'string', default: '1' }, out: { type: 'string', default: 'tmp/drift/calibration.json' } } });
/** Concepts × images per cell. */
const WORK = Number(values.work);
const TARGETS = [300, 1000, 3000, 10_000, 30_000];

/** The largest k·e₍ₖ₎/K over the bank, where it exceeds what the run has seen: nothing else can matter. */
function levelOf(evidence: Float64Array, seen: number): number {
  const candidates = evidence.filter((e) => e > seen).sort().reverse();
  return candidates.reduce((largest, e, i) => Math.max(largest, ((i + 1) * e) / evidence.length), 0);
}

function bankRun({ images, concepts, watched, seed }: { images: number; concepts: number; watched: number; seed: number }): NullRun {
  const random = new Random(seed);
  const { ranks, bets } = tablesFor(images, 0.01 / concepts);
  const bank = Array.from({ length: concepts }, () => {
    const baseline = Float64Array.from({ length: images }, () => random.uniform()).sort();
    return { cuts: ranks.map((rank) => baseline[rank - 1]), evidence: new Evidence(bets) };
  });
  const current = new Float64Array(concepts);
  let seen = 0;
  const next = () => {
    bank.forEach(({ cuts, evidence }, k) => {
      const u = random.uniform();
      let passed = 0;
      while (passed < cuts.length && cuts[passed] <= u) passed++;
      current[k] = evidence.update(passed);
    });
    const level = levelOf(current, seen);
    seen = Math.max(seen, level);
    return level;
  };
  return watch({ next }, () => 0, watched);
}

const rows = [];
for (const concepts of values.concepts.split(',').map(Number))
  for (const images of [1000, 10_000, 50_000]) {
    const watched = concepts === 100 ? 20_000 : 60_000;
    const runs = Array.from({ length: Math.ceil(WORK / (concepts * watched)) }, (_, r) => bankRun({ images, concepts, watched, seed: 9_000_000 + 1000 * concepts + r }));
    const cells = TARGETS.map((target) => ({ target, threshold: thresholdFor(runs, target) })).map(({ target, threshold }) => ({ target, threshold, ...meanRunLength(runs, threshold) }));
    rows.push({ images, concepts, runs: runs.length, cells });
    console.error(JSON.stringify(rows[rows.length - 1]));
    mkdirSync(path.dirname(values.out), { recursive: true });
    writeFileSync(values.out, `${JSON.stringify({ rows }, null, 1)}\n`);
  }
