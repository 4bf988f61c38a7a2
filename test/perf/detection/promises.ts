// The promise by simulation, baseline by baseline: node scripts/run-ts.mjs test/perf/detection/promises.ts [--baselines N] [--out FILE]
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureBank } from './bank-run-length';

const { values } = parseArgs({ options: { baselines: { type: 'string', default: '50' }, out: { type: 'string', default: 'tmp/drift/promises.json' } } });
const CASES = [
  { images: 1000, concepts: 1, budget: 1000, patience: 30 },
  { images: 10_000, concepts: 1, budget: 1000, patience: 30 },
  { images: 1000, concepts: 100, budget: 300, patience: 8 },
  { images: 10_000, concepts: 100, budget: 300, patience: 8 },
];

const rows = [];
for (const design of CASES) {
  const perBaseline = Array.from({ length: Number(values.baselines) }, (_, seed) => measureBank({ ...design, seed }));
  const alarms = perBaseline.reduce((sum, run) => sum + run.alarms, 0);
  const watched = perBaseline.reduce((sum, run) => sum + run.watched, 0);
  // Watched time over alarms; where none came, what was watched is the least that can be said.
  const lengths = perBaseline.map((run) => run.watched / Math.max(1, run.alarms));
  const row = { ...design, baselines: perBaseline.length, shortest: Math.min(...lengths), broken: lengths.filter((length) => length < design.budget).length, alarms, watched };
  rows.push(row);
  console.error(JSON.stringify(row));
  mkdirSync(path.dirname(values.out), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify({ rows }, null, 1)}\n`);
}
