// Fits 2048 -> 512 by our normal equations and by NumPy's in one run: `node scripts/run-ts.mjs test/perf/alignment/bench.ts [--rows 100000] [--lstsq] [--json FILE]`.
// PYTHON names an interpreter with NumPy and SciPy (default python3).
import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { OnnxMatrixProduct } from '@conceptwatch/adapters/inference-onnx';
import { alignmentQuality, applyAffine, NormalEquations } from '@conceptwatch/core/alignment';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '100000' }, lstsq: { type: 'boolean', default: false }, json: { type: 'string' } } });
const [SOURCE, TARGET] = [2048, 512];
const REFERENCE = path.resolve('test/perf/alignment/reference.py');

interface Result {
  method: string;
  seconds: number;
  cpuSeconds: number;
  r2: number;
}

const python = (...args: string[]): string => execFileSync(process.env.PYTHON ?? 'python3', [REFERENCE, ...args], { encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' } });

function floats(file: string): Float32Array {
  const descriptor = openSync(file, 'r');
  const bytes = new Uint8Array(fstatSync(descriptor).size);
  for (let at = 0; at < bytes.length; ) at += readSync(descriptor, bytes, at, Math.min(bytes.length - at, 2 ** 28), at);
  closeSync(descriptor);
  return new Float32Array(bytes.buffer);
}

async function ours(folder: string): Promise<Result> {
  const [x, y, xt, yt] = ['x', 'y', 'xt', 'yt'].map((name) => floats(path.join(folder, `${name}.f32`)));
  const product = new OnnxMatrixProduct();
  await product.multiply(new Float32Array(4), new Float32Array(4), { rows: 2, inner: 2, columns: 2, transposeA: true });
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  const equations = new NormalEquations(SOURCE, TARGET, product);
  await equations.update(x, y);
  const map = await equations.solve(0);
  const used = process.cpuUsage(cpu);
  const seconds = (performance.now() - wall) / 1000;
  const { r2 } = alignmentQuality(applyAffine(map, xt), yt, TARGET);
  await product.close();
  return { method: 'conceptwatch NormalEquations', seconds, cpuSeconds: (used.user + used.system) / 1e6, r2 };
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-alignment-'));
try {
  python('data', folder, values.rows);
  const results: Result[] = [{ method: 'NumPy normal equations, streamed', ...(JSON.parse(python('fit', folder, 'stream')) as Omit<Result, 'method'>) }, await ours(folder)];
  if (values.lstsq) results.push({ method: 'NumPy lstsq', ...(JSON.parse(python('fit', folder, 'lstsq')) as Omit<Result, 'method'>) });
  console.log(`${SOURCE} -> ${TARGET}, ${values.rows} rows, one thread each`);
  for (const { method, seconds, cpuSeconds, r2 } of results) console.log(`${method.padEnd(34)} ${seconds.toFixed(2)} s, CPU ${cpuSeconds.toFixed(2)} s (${(cpuSeconds / results[0].cpuSeconds).toFixed(2)} x), held-out R² ${r2.toFixed(7)}`);
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ source: SOURCE, target: TARGET, rows: Number(values.rows), cpu: os.cpus()[0].model, node: process.version, results }, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
