/**
 * Simulated once: by baseline images and concepts, what share of the budget the evidence must reach so that streams
 * without change run that long on average. `test/perf/detection/calibration-table.ts` makes it anew.
 */
interface Calibrated {
  images: number;
  concepts: number;
  /** Mean run lengths to a false alarm, ascending, measured at `thresholds`. */
  runLengths: readonly number[];
  thresholds: readonly number[];
}

const TABLE: readonly Calibrated[] = [
  { images: 10_000, concepts: 1, thresholds: [300, 600, 1000, 1850, 2200], runLengths: [540, 1600, 3100, 8900, 12_500] },
];

/**
 * The evidence threshold of mode 'calibrated': the largest one of the table that is simulated for at most this baseline
 * and bank, interpolated on logarithmic scales; never above the budget, which is the proved one.
 */
export function calibratedThreshold({ images, concepts, budget }: { images: number; concepts: number; budget: number }): number {
  const rows = TABLE.filter((row) => row.images >= images && row.concepts <= concepts);
  if (rows.length === 0) return budget;
  return Math.min(budget, Math.max(...rows.map((row) => interpolate(row, budget))));
}

function interpolate({ runLengths, thresholds }: Calibrated, budget: number): number {
  const next = runLengths.findIndex((length) => length >= budget);
  const i = Math.max(1, next === -1 ? runLengths.length - 1 : next);
  const position = Math.log(budget / runLengths[i - 1]) / Math.log(runLengths[i] / runLengths[i - 1]);
  return thresholds[i - 1] * (thresholds[i] / thresholds[i - 1]) ** position;
}
