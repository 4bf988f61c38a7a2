// What neighbouring images that depend on each other do to the promise, and thinning: node scripts/run-ts.mjs test/perf/detection/dependence.ts [--baselines N] [--out FILE]
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { thinningFactor } from '@conceptwatch/core/drift';
import { measureBank } from './bank-run-length';
import { Random } from './random';

const { values } = parseArgs({ options: { baselines: { type: 'string', default: '20' }, out: { type: 'string', default: 'tmp/drift/dependence.json' } } });
const BUDGET = 1000;

/** The thinning that the product would choose from a baseline sequence of 10,000 images of such a stream. */
function chosenThinning(rho: number): number | undefined {
  const random = new Random(123);
  let x = random.normal();
  return thinningFactor(Float64Array.from({ length: 10_000 }, () => (x = rho * x + Math.sqrt(1 - rho * rho) * random.normal())));
}

const rows = [];
for (const rho of [0, 0.5, 0.9, 0.98]) {
  const chosen = chosenThinning(rho);
  for (const thinning of new Set([1, chosen])) {
    if (thinning === undefined) continue;
    const runs = Array.from({ length: Number(values.baselines) }, (_, seed) => measureBank({ images: 10_000, concepts: 1, budget: BUDGET, patience: 20, seed, rho, thinning }));
    const alarms = runs.reduce((sum, run) => sum + run.alarms, 0);
    const watched = runs.reduce((sum, run) => sum + run.watched, 0);
    rows.push({ rho, thinning, promised: BUDGET, alarms, watched, meanRunLength: alarms ? watched / alarms : null });
    console.error(JSON.stringify(rows[rows.length - 1]));
  }
}
mkdirSync(path.dirname(values.out), { recursive: true });
writeFileSync(values.out, `${JSON.stringify({ rows }, null, 1)}\n`);
