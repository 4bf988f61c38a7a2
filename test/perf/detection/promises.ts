// The promise by simulation, baseline by baseline: node scripts/run-ts.mjs test/perf/detection/promises.ts [--baselines N] [--out FILE]
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type BankDesign, measureBank } from './bank-run-length';

const { values } = parseArgs({ options: { baselines: { type: 'string', default: '50' }, out: { type: 'string', default: 'tmp/drift/promises.json' } } });
const CASES: (Omit<BankDesign, 'seed'> & { times?: number })[] = [
  { mode: 'proved', images: 1000, concepts: 1, budget: 1000, patience: 30 },
  { mode: 'proved', images: 10_000, concepts: 1, budget: 1000, patience: 30 },
  { mode: 'proved', images: 1000, concepts: 100, budget: 300, patience: 8 },
  { mode: 'proved', images: 10_000, concepts: 100, budget: 300, patience: 8 },
  // What is promised here is a mean over baselines: it takes more of them to see.
  { mode: 'calibrated', images: 1000, concepts: 1, budget: 1000, patience: 30, times: 4 },
  { mode: 'calibrated', images: 10_000, concepts: 1, budget: 1000, patience: 30, times: 4 },
  { mode: 'calibrated', images: 1000, concepts: 100, budget: 300, patience: 8 },
  { mode: 'calibrated', images: 10_000, concepts: 100, budget: 300, patience: 8 },
];

const rows = [];
for (const { times = 1, ...design } of CASES) {
  const perBaseline = Array.from({ length: times * Number(values.baselines) }, (_, seed) => measureBank({ ...design, seed }));
  const alarms = perBaseline.reduce((sum, run) => sum + run.alarms, 0);
  const watched = perBaseline.reduce((sum, run) => sum + run.watched, 0);
  // Watched time over alarms; where none came, what was watched is the least that can be said.
  const lengths = perBaseline.map((run) => run.watched / Math.max(1, run.alarms));
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const half = 1.96 * Math.sqrt(lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0) / (lengths.length - 1) / lengths.length);
  const row = { ...design, baselines: perBaseline.length, mean, low: mean - half, high: mean + half, shortest: Math.min(...lengths), broken: lengths.filter((length) => length < design.budget).length, alarms, watched };
  rows.push(row);
  console.error(JSON.stringify(row));
  mkdirSync(path.dirname(values.out), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify({ rows }, null, 1)}\n`);
}
