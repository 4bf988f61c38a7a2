// Our engine and its peers on the same rows in one run, by CPU time:
//   CONCEPTWATCH_PYTHON=PATH node scripts/run-ts.mjs test/perf/drift/measure.ts [--n 10000] [--w 5000] [--k 512] [--peers LIST] [--seconds S] [--out DIR]
// The interpreter needs numpy and scipy; peers it lacks are skipped and named. Writes drift.json and drift.md.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

interface Engine {
  everyObservation: number;
  every64: number;
  decisions: number;
  threshold: number;
  bytesPerConcept: number;
  evidence: { microseconds: number; components: number };
  monitorMicroseconds: number;
  largestError: number;
}

interface PeerRow {
  peer: string;
  stride: number;
  rate_cpu?: number;
  extrapolated?: boolean;
  max_abs_d_err: number | null;
}

const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '10000' },
    w: { type: 'string', default: '5000' },
    k: { type: 'string', default: '512' },
    peers: { type: 'string', default: 'numpy-buckets,numpy-searchsorted,scipy-asymp,frouros-KSTest,frouros-IncrementalKSTest,river-KSWIN,river-stats.KolmogorovSmirnov,alibi-KSDrift' },
    seconds: { type: 'string', default: '2' },
    out: { type: 'string', default: 'tmp/drift' },
  },
});
const python = process.env.CONCEPTWATCH_PYTHON ?? 'python3';
const peersFolder = path.resolve('test/perf/drift/peers');

mkdirSync(values.out, { recursive: true });
const jobFile = path.join(values.out, 'job.bin');
const peersFile = path.resolve(values.out, 'peers.json');
execFileSync(python, [path.join(peersFolder, 'dump_job.py'), values.n, values.w, values.k, path.resolve(jobFile)], { cwd: peersFolder });
const engine = JSON.parse(execFileSync(process.execPath, ['scripts/run-ts.mjs', 'test/perf/drift/engine.ts', jobFile, values.seconds], { encoding: 'utf8' })) as Engine;
rmSync(jobFile);
execFileSync(python, [path.join(peersFolder, 'bench_peers.py'), '--quick', '--peers', values.peers, '--n', values.n, '--w', values.w, '--k', values.k, '--json', peersFile], { stdio: ['ignore', 'ignore', 'inherit'] });
const peers = JSON.parse(readFileSync(peersFile, 'utf8')) as { rows: PeerRow[]; peers: Record<string, { skipped?: string; versions?: Record<string, string> }> };

const ours: [string, string, number][] = [
  ['decision D > h after every observation', 'every', engine.decisions],
  ['D after every observation', 'every', engine.everyObservation],
  ['D after every 64 observations', '64', engine.every64],
];
const rateOf = (peer: string, stride: number) => peers.rows.find((row) => row.peer === peer && row.stride === stride)?.rate_cpu;
const names = [...new Set(peers.rows.map(({ peer }) => peer))];
const ratios = ours.map(([what, every, rate]) => ({ what, rate, ratios: Object.fromEntries(names.map((name) => [name, ratio(rate, rateOf(name, every === '64' ? 64 : 1))])) }));

const round = (x: number | undefined) => (x === undefined ? '–' : x >= 100 ? String(Math.round(x)) : x.toPrecision(2));
const table = [
  `n = ${values.n}, w = ${values.w}, K = ${values.k}; one thread, CPU time, ${os.cpus()[0].model}, load ${os.loadavg()[0].toFixed(1)}.`,
  '',
  `| conceptwatch | observations × concepts per CPU second | ${names.map((name) => `× ${name}`).join(' | ')} |`,
  `|${'---|'.repeat(names.length + 2)}`,
  ...ratios.map(({ what, rate, ratios: r }) => `| ${what} | ${rate.toExponential(2)} | ${names.map((name) => round(r[name])).join(' | ')} |`),
  '',
  `e-SR with change-point memory: ${engine.evidence.microseconds.toFixed(2)} µs per concept and image (${engine.evidence.components} components); the whole monitor with window, e-BH and dependence: ${engine.monitorMicroseconds.toFixed(2)} µs. State: ${engine.bytesPerConcept} bytes per concept. h = ${engine.threshold.toFixed(4)}. Largest |D − D of NumPy|: ${engine.largestError}.`,
  ...Object.entries(peers.peers).flatMap(([name, { skipped }]) => (skipped ? [`Skipped: ${name} (${skipped}).`] : [])),
].join('\n');
writeFileSync(path.join(values.out, 'drift.json'), `${JSON.stringify({ settings: values, load: os.loadavg(), engine, ratios, peers }, null, 1)}\n`);
writeFileSync(path.join(values.out, 'drift.md'), `${table}\n`);
console.log(table);

function ratio(rate: number, peer: number | undefined): number | undefined {
  return peer === undefined ? undefined : rate / peer;
}
