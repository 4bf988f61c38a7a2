// Times the drift engine on a dumped job and writes JSON: node scripts/run-ts.mjs test/perf/drift/engine.ts JOB SECONDS
import { BankBaseline, betsFor, cutRanks, CutHistory, Evidence, RankGrid, RollingKolmogorovSmirnov, ShardMonitor } from '@conceptwatch/core/drift';
import { type Job, readJob } from './job';

/** Columns that are read from a row at once: a cache line of doubles. */
const TILE = 8;

type Concept = (ks: RollingKolmogorovSmirnov, column: Float64Array, concept: number) => void;

/** Concept by concept over a micro-batch: rows are turned into columns, one cache line of concepts at a time. */
function sweep({ rows, length, concepts }: Job, windows: RollingKolmogorovSmirnov[], work: Concept): void {
  const columns = Array.from({ length: TILE }, () => new Float64Array(length));
  for (let from = 0; from < concepts; from += TILE) {
    const width = Math.min(TILE, concepts - from);
    for (let i = 0; i < length; i++) for (let c = 0; c < width; c++) columns[c][i] = rows[i * concepts + from + c];
    for (let c = 0; c < width; c++) work(windows[from + c], columns[c], from + c);
  }
}

/** Observations × concepts per CPU second; the first round warms up and is not counted, nor is what `prepare` does. */
function rate<T>(job: Job, seconds: number, { prepare, round }: { prepare: () => T; round: (prepared: T) => void }): number {
  round(prepare());
  let done = 0;
  let used = 0;
  while (used < seconds * 1e6) {
    const prepared = prepare();
    const start = process.cpuUsage();
    round(prepared);
    const { user, system } = process.cpuUsage(start);
    used += user + system;
    done += job.length * job.concepts;
  }
  return (done / used) * 1e6;
}

function filledWindows({ baselines, w, first, concepts }: Job, grids: RankGrid[]): RollingKolmogorovSmirnov[] {
  return baselines.map((_, k) => {
    const ks = new RollingKolmogorovSmirnov({ baseline: grids[k], window: w });
    for (let i = 0; i < w; i++) ks.update(first[i * concepts + k]);
    return ks;
  });
}

/** Largest difference to the NumPy buckets over all the rows, every 64. */
function largestError(job: Job, grids: RankGrid[]): number {
  let worst = 0;
  sweep(job, filledWindows(job, grids), (ks, column, k) => {
    for (let i = 0; i < column.length; i++) {
      ks.update(column[i]);
      if (i % 64 === 63) worst = Math.max(worst, Math.abs(ks.distance() - job.checks[((i - 63) / 64) * job.concepts + k]));
    }
  });
  return worst;
}

function ksRates(job: Job, grids: RankGrid[], seconds: number) {
  const filled = filledWindows(job, grids).map((ks) => ks.toState());
  const buckets = new Int32Array(job.length);
  let sink = 0;
  // Every round is the whole job: the timed rows follow those that filled the window, and come once.
  const prepare = () =>
    filled.map((state, k) => {
      const ks = RollingKolmogorovSmirnov.fromState(state, grids[k], job.w);
      sink += ks.distance();
      return ks;
    });
  const every = (stride: number): Concept => (ks, column) => {
    ks.grid.bucketsOf(column, buckets);
    ks.warmUp();
    for (let from = 0; from < column.length; from += stride) {
      for (let i = from; i < from + stride; i++) ks.updateBucket(buckets[i]);
      sink += ks.distance();
    }
  };
  // What 1,000 images' mean run length to a false alarm asks for at these sizes is near this threshold.
  const threshold = 1.95 * Math.sqrt((job.n + job.w) / (job.n * job.w));
  const decide: Concept = (ks, column) => {
    ks.grid.bucketsOf(column, buckets);
    ks.warmUp();
    for (let i = 0; i < column.length; i++) {
      ks.updateBucket(buckets[i]);
      if (ks.exceeds(threshold)) sink++;
    }
  };
  const rates = {
    everyObservation: rate(job, seconds, { prepare, round: (windows) => sweep(job, windows, every(1)) }),
    every64: rate(job, seconds, { prepare, round: (windows) => sweep(job, windows, every(64)) }),
    decisions: rate(job, seconds, { prepare, round: (windows) => sweep(job, windows, decide) }),
  };
  if (Number.isNaN(sink)) throw new Error('D was NaN');
  return { ...rates, threshold, bytesPerConcept: Math.max(...prepare().map(({ bytes }) => bytes)) };
}

function evidenceRate(job: Job, seconds: number): { microseconds: number; components: number } {
  const ranks = cutRanks(job.n);
  const bets = betsFor(job.n, 0.01 / job.concepts);
  const concepts = job.baselines.map((scores) => {
    const sorted = Float64Array.from(scores).sort();
    return { evidence: new Evidence(bets), cutValues: ranks.map((rank) => sorted[rank - 1]) };
  });
  const history = new CutHistory(job.concepts);
  const weigh: Concept = (_, column, k) => {
    const { evidence, cutValues } = concepts[k];
    for (let i = 0; i < column.length; i++) {
      let passed = 0;
      while (passed < cutValues.length && cutValues[passed] <= column[i]) passed++;
      history.note(k, i, passed);
      evidence.update(passed);
    }
  };
  const perSecond = rate(job, seconds, { prepare: () => [], round: () => sweep(job, [], weigh) });
  return { microseconds: 1e6 / perSecond, components: bets.components };
}

/** Everything that the product does with a score, in micro-batches of 64: window, evidence, e-BH, history, dependence. */
function monitorMicroseconds(job: Job, seconds: number): number {
  const baseline = new BankBaseline(job.baselines);
  const monitor = new ShardMonitor(baseline, { window: job.w, budget: 1e6, effectFloor: 0.1 });
  const BATCH = 64;
  const round = () => {
    for (let from = 0; from + BATCH <= job.length; from += BATCH) {
      const images = Array.from({ length: BATCH }, (_, i) => ({ imageId: `image-${from + i}`, source: 'camera', position: monitor.images + i, at: from + i }));
      monitor.update(images, job.rows.subarray(from * job.concepts, (from + BATCH) * job.concepts));
    }
  };
  return 1e6 / rate(job, seconds, { prepare: () => undefined, round });
}

const [file, seconds] = [process.argv[2], Number(process.argv[3] ?? 2)];
const job = readJob(file);
const grids = job.baselines.map((scores) => new RankGrid(Float64Array.from(scores).sort()));
const { n, w, concepts } = job;
console.log(JSON.stringify({ n, w, concepts, ...ksRates(job, grids, seconds), evidence: evidenceRate(job, seconds), monitorMicroseconds: monitorMicroseconds(job, seconds), largestError: largestError(job, grids) }));
