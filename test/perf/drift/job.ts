import { readFileSync } from 'node:fs';

/** The rows that the Python peers are timed on, as `peers/dump_job.py` writes them. */
export interface Job {
  n: number;
  w: number;
  concepts: number;
  /** Per concept its baseline. */
  baselines: Float64Array[];
  /** Rows that fill the window, then the timed ones: images × concepts. */
  first: Float64Array;
  rows: Float64Array;
  length: number;
  /** D by the NumPy buckets after every 64 timed rows: ⌊length / 64⌋ × concepts. */
  checks: Float64Array;
}

export function readJob(file: string): Job {
  const bytes = readFileSync(file);
  const numbers = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
  const [n, w, concepts, length] = numbers;
  let at = 4;
  const take = (count: number) => numbers.slice(at, (at += count));
  const baselines = Array.from({ length: concepts }, () => take(n));
  const first = take(w * concepts);
  const rows = take(length * concepts);
  return { n, w, concepts, baselines, first, rows, length, checks: take(Math.floor(length / 64) * concepts) };
}
