/**
 * Simulated for one concept: for a baseline of so many images, the mean run lengths to a false alarm, over baselines and
 * streams, that were measured at these evidence thresholds (1,000 runs of at most 60,000 images each).
 * `test/perf/detection/calibration-table.ts` makes it anew; its results lie beside it.
 */
interface Calibrated {
  images: number;
  thresholds: readonly number[];
  runLengths: readonly number[];
}

const TABLE: readonly Calibrated[] = [
  { images: 1_000, thresholds: [80.0, 148.3, 253.1, 448.0, 824.7], runLengths: [300, 1000, 3001, 10024, 30003] },
  { images: 10_000, thresholds: [154.6, 386.2, 840.4, 2033.4, 4644.6], runLengths: [300, 1000, 3003, 10003, 30013] },
  { images: 50_000, thresholds: [196.5, 561.6, 1355.5, 3817.6, 9960.8], runLengths: [300, 1000, 3002, 10011, 30003] },
];

/** Lower end of the 95 % interval of a mean over 1,000 runs, as a share of it: what is promised is not more than this. */
const SURE = 0.938;

/**
 * The evidence threshold of mode 'calibrated': what a lone concept must reach so that streams without change run as
 * long as the budget on average. Never above the budget, which is the proved threshold.
 *
 * Between the table's baselines the larger one is used, above the largest the proved threshold; budgets are
 * interpolated on logarithmic scales, and beyond the table keep its last ratio: each of these errs on the late side. In
 * a bank e-BH asks of a lone concept K times this, whose run length is more than K times as long.
 *
 * @param images of the baseline @param budget images between false alarms
 * @throws RangeError when the budget is not positive
 * @example calibratedThreshold({ images: 10_000, budget: 300 }) < 300 // true
 */
export function calibratedThreshold({ images, budget }: { images: number; budget: number }): number {
  if (!(budget > 0)) throw new RangeError(`calibratedThreshold requires a positive budget, got ${budget}`);
  const row = TABLE.find((candidate) => candidate.images >= images);
  return row ? Math.min(budget, interpolate(row, budget / SURE)) : budget;
}

function interpolate({ runLengths, thresholds }: Calibrated, budget: number): number {
  const last = runLengths.length - 1;
  if (budget >= runLengths[last]) return (budget * thresholds[last]) / runLengths[last];
  const next = Math.max(1, runLengths.findIndex((length) => length >= budget));
  const position = Math.log(budget / runLengths[next - 1]) / Math.log(runLengths[next] / runLengths[next - 1]);
  return thresholds[next - 1] * (thresholds[next] / thresholds[next - 1]) ** position;
}
