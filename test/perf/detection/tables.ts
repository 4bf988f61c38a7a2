// Writes the measured tables into docs/STATISTICS.md, between its markers: node scripts/run-ts.mjs test/perf/detection/tables.ts
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const FOLDER = 'test/perf/detection/results';
const PAGE = 'docs/STATISTICS.md';
const read = <T>(name: string): T | undefined => (existsSync(`${FOLDER}/${name}.json`) ? (JSON.parse(readFileSync(`${FOLDER}/${name}.json`, 'utf8')) as T) : undefined);
const number = (x: number) => Math.round(x).toLocaleString('en-US');
const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const head = (cells: readonly string[]) => [row(cells), row(cells.map(() => '---'))];

interface Promised {
  images: number;
  concepts: number;
  budget: number;
  baselines: number;
  broken: number;
  shortest: number;
  alarms: number;
  watched: number;
}

function promises(): string {
  const rows = read<{ rows: Promised[] }>('promises')?.rows ?? [];
  return [
    ...head(['baseline', 'concepts (correlated 0.5)', 'promised', 'baselines', 'promise broken', 'images watched', 'false alarms', 'images per alarm', 'shortest of one baseline']),
    ...rows.map((r) => row([number(r.images), r.concepts, number(r.budget), r.baselines, r.broken, number(r.watched), r.alarms, r.alarms ? number(r.watched / r.alarms) : '–', `≥ ${number(r.shortest)}`])),
    '',
    '“Shortest” is watched time over alarms for the worst of the baselines; where a baseline had no alarm it is what was watched.',
  ].join('\n');
}

interface Delay {
  mean: number;
  low: number;
  high: number;
}

function delays(): string {
  const result = read<{ baseline: number; target: number; runs: number; nullRuns: number; rows: { detector: string; runLength: number; delays: Record<string, Delay> }[] }>('delays');
  if (!result) return '';
  const shifts = Object.keys(result.rows[0].delays);
  return [
    `Images from the change to the alarm: mean and 95 % interval over up to ${number(result.runs)} runs, every detector at a threshold with a measured mean run length of ${number(result.target)} images (${result.nullRuns} null runs), baseline ${number(result.baseline)}, Gaussian scores, one concept, change after 600 images. Best of each column in bold. CUSUM is told the mean and the scale of the baseline and looks only at the mean.`,
    '',
    ...head(['detector', ...shifts]),
    ...result.rows.map(({ detector, delays: d }) =>
      row([detector, ...shifts.map((shift) => (d[shift].mean <= Math.min(...result.rows.map((other) => other.delays[shift].mean)) ? `**${cell(d[shift])}**` : cell(d[shift])))]),
    ),
    '',
    '![Mean delay of each detector by kind of change](img/delays.svg)',
  ].join('\n');
}

const cell = ({ mean, low, high }: Delay) => `${number(mean)} (${number(low)}–${number(high)})`;

function dependence(): string {
  const rows = read<{ rows: { rho: number; thinning: number; promised: number; alarms: number; watched: number }[] }>('dependence')?.rows ?? [];
  return [
    ...head(['autocorrelation ρ of AR(1)', 'thinning g', 'promised', 'images per false alarm']),
    ...rows.map((r) => row([r.rho, r.thinning, number(r.promised), r.alarms ? number(r.watched / r.alarms) : `none in ${number(r.watched)}`])),
  ].join('\n');
}

const speed = () => readFileSync('test/perf/drift/results/drift.md', 'utf8').trim();

let page = readFileSync(PAGE, 'utf8');
for (const [name, make] of Object.entries({ promises, delays, dependence, speed })) {
  const pattern = new RegExp(`(<!-- ${name} -->)[\\s\\S]*?(<!-- /${name} -->)`);
  page = page.replace(pattern, (_, open: string, close: string) => `${open}\n${make()}\n${close}`);
}
writeFileSync(PAGE, page);
