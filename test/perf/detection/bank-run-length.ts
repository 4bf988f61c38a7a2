import { BankBaseline, type ScoredImage, ShardMonitor } from '@conceptwatch/core/drift';
import { Random } from './random';

export interface BankDesign {
  images: number;
  concepts: number;
  budget: number;
  /** How many times the budget the stream is watched. */
  patience: number;
  seed: number;
  mode?: 'proved' | 'calibrated';
  /** Autocorrelation of neighbouring images, AR(1). */
  rho?: number;
  thinning?: number;
}

const BATCH = 64;
/** Shared part of each score: concepts of one bank go together. */
const COMMON = 0.5;

/**
 * Streams without change against one baseline, watched for `patience` budgets: a monitor that raises an alarm is counted
 * and replaced by a fresh one. The product's own monitor, with e-BH over the bank.
 */
export function measureBank({ images, concepts, budget, patience, seed, mode = 'proved', rho = 0, thinning = 1 }: BankDesign): { alarms: number; watched: number } {
  const random = new Random(77_000 + seed);
  const independent = () => rowOf(random, concepts);
  const rows = Array.from({ length: images }, independent);
  const baseline = new BankBaseline(Array.from({ length: concepts }, (_, k) => Float64Array.from(rows, (row) => row[k])));
  const settings = { window: 100, budget, effectFloor: 0.2, mode, thinning };
  const noise = Math.sqrt(1 - rho * rho);
  let monitor = new ShardMonitor(baseline, settings);
  let last = independent();
  let alarms = 0;
  let watched = 0;
  while (watched < patience * budget) {
    const scores = new Float64Array(BATCH * concepts);
    const batch: ScoredImage[] = [];
    for (let i = 0; i < BATCH; i++) {
      const fresh = independent();
      last = rho === 0 ? fresh : last.map((x, k) => rho * x + noise * fresh[k]);
      scores.set(last, i * concepts);
      batch.push({ imageId: `${seed}-${watched + i}`, position: watched + i, at: watched + i });
    }
    watched += BATCH;
    const onset = monitor.update(batch, scores).find(({ kind }) => kind === 'onset');
    if (!onset) continue;
    alarms++;
    watched += onset.position + 1 - watched;
    monitor = new ShardMonitor(baseline, settings);
  }
  return { alarms, watched };
}

function rowOf(random: Random, concepts: number): Float64Array {
  const common = Math.sqrt(COMMON) * random.normal();
  return Float64Array.from({ length: concepts }, () => (concepts === 1 ? random.normal() : common + Math.sqrt(1 - COMMON) * random.normal()));
}
