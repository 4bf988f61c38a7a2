// Draws the figures of docs/STATISTICS.md with the engine itself: node scripts/run-ts.mjs test/perf/detection/plots.ts
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { BankBaseline, betsFor, ConceptBaseline, cutRanks, Evidence, kolmogorovSmirnov, type ScoredImage, ShardMonitor, smallestProvableEffect } from '@conceptwatch/core/drift';
import { type Chart, drawChart, type Line } from './chart';
import { Random } from './random';

const [BLUE, ORANGE, GREEN, RED, VIOLET, GREY] = ['#2166ac', '#d95f02', '#1b9e77', '#c51b1b', '#7570b3', '#888888'];
const short = (value: number) => (value >= 1000 ? `${value / 1000}k` : String(value));

function ecdf(values: Float64Array): [number, number][] {
  const sorted = Float64Array.from(values).sort();
  return Array.from(sorted, (x, i): [number, number] => [x, (i + 1) / sorted.length]);
}

/** What D is: two ECDFs and where they are furthest apart. */
function distanceChart(): Chart {
  const random = new Random(1);
  const baseline = Float64Array.from({ length: 2000 }, () => 0.2 + 0.03 * random.normal());
  const window = Float64Array.from({ length: 300 }, () => 0.2 + 0.03 * (random.normal() + (random.uniform() < 0.35 ? 2.2 : 0)));
  const { distance, location } = kolmogorovSmirnov(baseline, window);
  return {
    title: `D = ${distance.toFixed(2)}: the widest gap between the two curves`,
    x: { label: 'similarity of the image to “snow”', from: 0.1, to: 0.34, ticks: [0.1, 0.15, 0.2, 0.25, 0.3] },
    y: { label: 'share of images up to this similarity', from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1] },
    lines: [
      { name: 'baseline (2,000)', color: BLUE, points: ecdf(baseline) },
      { name: 'window (300)', color: ORANGE, points: ecdf(window) },
    ],
    marks: [{ x: location, text: 'D is attained here' }],
  };
}

/** One stream with a change: D of the window and evidence, image by image. */
function evidenceChart(): Chart {
  const random = new Random(4);
  const baseline = new BankBaseline([Float64Array.from({ length: 10_000 }, () => random.normal())]);
  const budget = 10_000;
  const monitor = new ShardMonitor(baseline, { window: 200, budget, effectFloor: 0.1 });
  const points: [number, number][] = [];
  let onset = NaN;
  for (let t = 1; t <= 1400; t++) {
    const image: ScoredImage = { imageId: `i${t}`, position: t, at: t };
    for (const transition of monitor.update([image], Float64Array.of(random.normal() + (t > 800 ? 0.5 : 0)))) if (transition.kind === 'onset') onset = transition.position;
    if (t <= onset + 60 || Number.isNaN(onset)) points.push([t, Math.max(0.1, monitor.snapshot(0).evidence)]);
  }
  return {
    title: 'Evidence wanders far below the budget until something changes',
    x: { label: 'images', from: 0, to: 1200, ticks: [0, 200, 400, 600, 800, 1000, 1200] },
    y: { label: 'evidence', from: 0.1, to: 1e6, ticks: [0.1, 1, 10, 100, 1000, 1e4, 1e5, 1e6], log: true, format: (v) => (v >= 1e6 ? '1M' : short(v)) },
    lines: [
      { name: 'evidence', color: BLUE, points: points.filter(([t]) => t <= 1200) },
      { name: 'budget 10,000', color: RED, points: [[0, budget], [1200, budget]], dash: '6 4' },
    ],
    marks: [{ x: 800, text: 'change (+0.5σ)' }, { x: onset, text: `alarm, ${onset - 800} images later` }],
  };
}

function effectChart(): Chart {
  const sizes = [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];
  const line = (concepts: number, color: string): Line => ({ name: `${concepts} concept${concepts > 1 ? 's' : ''}`, color, points: sizes.map((n) => [n, 100 * smallestProvableEffect(n, concepts)]) });
  return {
    title: 'What a baseline can prove',
    x: { label: 'baseline images', from: 100, to: 100_000, ticks: [100, 1000, 10_000, 100_000], log: true, format: short },
    y: { label: 'smallest provable change, % of images', from: 0.3, to: 30, ticks: [0.3, 1, 3, 10, 30], log: true },
    lines: [line(1, BLUE), line(100, ORANGE), line(1000, GREEN)],
  };
}

/** Mean images from a change to the alarm when proved, by budget: 200 runs, each of which passes all budgets in turn. */
function budgetChart(): Chart {
  const budgets = [1e3, 1e4, 1e5, 1e6, 1e7];
  const [n, runs, concepts] = [10_000, 200, 100];
  const bets = betsFor(n, 0.01 / concepts);
  const line = (shift: number, color: string): Line => {
    const delays = budgets.map(() => 0);
    for (let run = 0; run < runs; run++) {
      const random = new Random(9000 + run);
      const concept = new ConceptBaseline(Float64Array.from({ length: n }, () => random.normal()), cutRanks(n));
      const evidence = new Evidence(bets);
      for (let t = 1, passed = 0; passed < budgets.length; t++) {
        const value = evidence.update(concept.cutsPassed(random.normal() + shift, 0.5));
        while (passed < budgets.length && value >= budgets[passed] * concepts) delays[passed++] += t / runs;
      }
    }
    console.log(`budget: +${shift}σ after ${delays.map((delay) => Math.round(delay)).join(', ')} images`);
    return { name: `+${shift}σ`, color, points: budgets.map((budget, i) => [budget, delays[i]]) };
  };
  return {
    title: 'What a larger budget costs: one concept of a bank of 100 changes',
    x: { label: 'budget, images between false alarms', from: 1e3, to: 1e7, ticks: budgets, log: true, format: (v) => (v >= 1e6 ? `${v / 1e6}M` : short(v)) },
    y: { label: 'mean delay, images', from: 10, to: 3000, ticks: [10, 30, 100, 300, 1000, 3000], log: true, format: short },
    lines: [line(0.25, BLUE), line(0.5, ORANGE), line(1, GREEN)],
  };
}

interface Delays {
  rows: { detector: string; delays: Record<string, { mean: number }> }[];
}

/** Those of the table that differ most, ours first. */
const DRAWN: Record<string, { color: string; dash?: string }> = {
  'e-SR (ours)': { color: BLUE },
  'rolling KS w=100': { color: '#fdbf6f' },
  'rolling KS w=500': { color: ORANGE },
  'CvM w=50+100+200+500': { color: GREEN },
  'frouros GeometricMovingAverage': { color: VIOLET },
  'river ADWIN': { color: RED },
  'river KSWIN': { color: '#8c510a' },
  'CUSUM k=0.5σ': { color: GREY, dash: '6 4' },
};

/** Mean delays by kind of change, from the last full simulation. */
function delayChart(files: string[]): Chart {
  const rows = files.flatMap((file) => (JSON.parse(readFileSync(file, 'utf8')) as Delays).rows);
  const shifts = Object.keys(rows[0].delays);
  const lines = Object.entries(DRAWN).flatMap(([name, style]) => {
    const row = rows.find(({ detector }) => detector === name || detector.startsWith(`${name} `));
    return row ? [{ name, ...style, points: shifts.map((shift, s) => [s, row.delays[shift].mean] as const) }] : [];
  });
  return {
    title: 'Delay at equal false-alarm rate (one in 10,000 images)',
    x: { label: 'kind of change', from: 0, to: shifts.length - 1, ticks: shifts.map((_, i) => i), format: (i) => shifts[i].replace(' outliers at', '').replace('scale ', '') },
    y: { label: 'mean delay, images', from: 10, to: 20_000, ticks: [10, 30, 100, 300, 1000, 3000, 10_000], log: true, format: short },
    lines,
  };
}

const RESULTS = ['delays', 'delays-peers'].map((name) => `test/perf/detection/results/${name}.json`).filter((file) => existsSync(file));
mkdirSync('docs/img', { recursive: true });
const charts: Record<string, Chart> = { 'ks-distance': distanceChart(), evidence: evidenceChart(), 'provable-effect': effectChart(), budget: budgetChart() };
if (RESULTS.length > 0) charts.delays = delayChart(RESULTS);
for (const [name, chart] of Object.entries(charts)) writeFileSync(`docs/img/${name}.svg`, drawChart(chart));
