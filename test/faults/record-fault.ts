import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** FAULTS_LONG=1 runs each fault as long and as often as the table of docs/RELIABILITY.md says; without it CI's short form runs. */
export const isLong = process.env.FAULTS_LONG === '1';

/** What one test of a fault has measured. */
export interface FaultResult {
  /** Number in the table of faults. */
  row: number;
  /** Tells results of one row apart; a later run of the same case replaces the earlier one. */
  case: string;
  /** What was measured, by name; durations end in `_s`, memory in `_mb`. */
  figures: Record<string, number | string>;
}

/**
 * Writes what a test has measured: to test/faults/results when FAULTS_RECORD=1, from where `npm run docs:reliability`
 * takes it, otherwise to test-results/faults, so that CI leaves the repository as it was. Call it after the assertions.
 */
export function recordFault({ row, case: name, figures }: FaultResult): void {
  const root = join(import.meta.dirname, '../..');
  const folder = process.env.FAULTS_RECORD === '1' ? join(root, 'test/faults/results') : join(root, 'test-results/faults');
  mkdirSync(folder, { recursive: true });
  const rounded = Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, typeof value === 'number' ? Number(value.toPrecision(4)) : value]));
  const result = { row, case: name, form: isLong ? 'long' : 'short', measured: new Date().toISOString().slice(0, 10), figures: rounded };
  writeFileSync(join(folder, `${String(row).padStart(2, '0')}-${name}${isLong ? '-long' : ''}.json`), `${JSON.stringify(result, null, 2)}\n`);
}
