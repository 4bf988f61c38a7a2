// Writes the measured tables into docs/STATISTICS.md, between its markers: node scripts/run-ts.mjs test/perf/detection/tables.ts
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const FOLDER = 'test/perf/detection/results';
const PAGE = 'docs/STATISTICS.md';
const read = <T>(name: string): T | undefined => (existsSync(`${FOLDER}/${name}.json`) ? (JSON.parse(readFileSync(`${FOLDER}/${name}.json`, 'utf8')) as T) : undefined);
const number = (x: number) => Math.round(x).toLocaleString('en-US');
const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const head = (cells: readonly string[]) => [row(cells), row(cells.map(() => '---'))];

interface Promised {
  mode: string;
  images: number;
  concepts: number;
  budget: number;
  baselines: number;
  broken: number;
  mean: number;
  low: number;
  high: number;
  shortest: number;
  alarms: number;
  watched: number;
}

function promises(): string {
  const rows = read<{ rows: Promised[] }>('promises')?.rows ?? [];
  return [
    ...head(['mode', 'baseline', 'concepts (correlated 0.5)', 'promised', 'baselines', 'promise broken', 'images watched', 'false alarms', 'images per alarm, mean over baselines (95 %)', 'shortest of one baseline']),
    ...rows.map((r) => row([r.mode, number(r.images), r.concepts, number(r.budget), r.baselines, r.broken, number(r.watched), r.alarms, r.concepts > 1 ? `≥ ${number(r.mean)}` : `${number(r.mean)} (${number(r.low)}–${number(r.high)})`, `≥ ${number(r.shortest)}`])),
    '',
    'Of each baseline what is taken is time watched over alarms; where it had no alarm, what was watched (“≥”). “Promise broken” counts baselines that are shorter than promised: none may be when proved. When calibrated the promise is the mean over baselines, and for a bank it is kept several times over, since e-BH asks more of it.',
  ].join('\n');
}

interface Delay {
  mean: number;
  low: number;
  high: number;
  runs: number;
  missed: number;
}

interface DelayRow {
  detector: string;
  alarms: number;
  /** Images after the change that were watched, where fewer than 20,000. */
  horizon?: number;
  delays: Record<string, Delay>;
}

const allDelays = (): DelayRow[] => ['delays', 'delays-peers'].flatMap((name) => read<{ rows: DelayRow[] }>(name)?.rows ?? []);
const OURS = 'e-SR (ours)';
/** A test of the mean of Gaussian scores that is tuned to one size: a yardstick, no peer. */
const isYardstick = ({ detector }: DelayRow) => detector.startsWith('CUSUM k');

function delays(): string {
  const rows = allDelays();
  const shifts = Object.keys(rows[0].delays);
  const best = (shift: string) => Math.min(...rows.filter((row) => !isYardstick(row)).map((row) => row.delays[shift].mean));
  const range = (numbers: number[]) => `${number(Math.min(...numbers))} to ${number(Math.max(...numbers))}`;
  return [
    `Images from the change to the alarm: mean and 95 % interval over ${range(rows.flatMap((row) => shifts.map((shift) => row.delays[shift].runs)))} runs, every detector at a threshold with a measured mean run length of 10,000 images (${range(rows.map(({ alarms }) => alarms))} null alarms), baseline 10,000, Gaussian scores, one concept, change after 600 images. Best of each column in bold, CUSUM left out: it is a yardstick that is told the mean, the scale and the size of the shift.`,
    '',
    ...head(['detector', ...shifts]),
    ...rows.map((r) => row([r.detector, ...shifts.map((shift) => (!isYardstick(r) && r.delays[shift].mean <= best(shift) ? `**${cell(r.delays[shift])}**` : cell(r.delays[shift], r.horizon)))])),
    '',
    '“≥” where runs that found nothing in the time watched (4,000 images, KSWIN 600) are counted with that time.',
    '',
    '![Mean delay of each detector by kind of change](img/delays.svg)',
  ].join('\n');
}

/** Our delay over that of the best other detector, per kind of change. */
function ratios(): string {
  const rows = allDelays();
  const ours = rows.find(({ detector }) => detector === OURS) as DelayRow;
  const against = (shift: string, others: DelayRow[]) => {
    const other = others.reduce((a, b) => (b.delays[shift].mean < a.delays[shift].mean ? b : a));
    const [a, b] = [ours.delays[shift], other.delays[shift]];
    const deviation = Math.hypot((a.high - a.mean) / a.mean, (b.high - b.mean) / b.mean);
    const ratio = a.mean / b.mean;
    return [other.detector, `${ratio.toFixed(2)} (${(ratio * Math.exp(-deviation)).toFixed(2)}–${(ratio * Math.exp(deviation)).toFixed(2)})`];
  };
  const peers = rows.filter((r) => r !== ours && !isYardstick(r));
  return [
    ...head(['kind of change', 'best peer', 'our delay ÷ its delay (95 %)', 'yardstick', 'our delay ÷ its delay (95 %)']),
    ...Object.keys(ours.delays).map((shift) => row([shift, ...against(shift, peers), ...against(shift, rows.filter(isYardstick))])),
  ].join('\n');
}

const cell = ({ mean, low, high, missed }: Delay, horizon?: number) => `${horizon && missed > 0 ? '≥ ' : ''}${number(mean)} (${number(low)}–${number(high)})`;

function dependence(): string {
  const rows = read<{ rows: { rho: number; thinning: number; promised: number; alarms: number; watched: number }[] }>('dependence')?.rows ?? [];
  return [
    ...head(['autocorrelation ρ of AR(1)', 'thinning g', 'promised', 'images per false alarm']),
    ...rows.map((r) => row([r.rho, r.thinning, number(r.promised), r.alarms ? number(r.watched / r.alarms) : `none in ${number(r.watched)}`])),
  ].join('\n');
}

interface CameraRun {
  imagesPerScene: number;
  concepts: number;
  independent: number;
  thinning: number;
  promised: number;
  watched: number;
  alarms: number;
  mean?: number;
  low: number;
}

function cameras(): string {
  const rows = read<{ rows: CameraRun[] }>('cameras')?.rows ?? [];
  return [
    ...head(['images of one scene', 'concepts', 'thinning g', 'baseline images left', 'promised', 'watched', 'images per false alarm', 'at least (95 %)']),
    ...rows.map((r) => row([r.imagesPerScene, r.concepts, r.thinning, number(r.independent), number(r.promised), number(r.watched), r.mean ? number(r.mean) : 'none', number(r.low)])),
  ].join('\n');
}

/** What the verb printed, with the command: results/calibrate.txt. */
const calibrate = () => `\`\`\`\n${readFileSync(`${FOLDER}/calibrate.txt`, 'utf8').trim()}\n\`\`\``;
const speed = () => readFileSync('test/perf/drift/results/drift.md', 'utf8').trim();

let page = readFileSync(PAGE, 'utf8');
for (const [name, make] of Object.entries({ promises, delays, ratios, dependence, cameras, calibrate, speed })) {
  const pattern = new RegExp(`(<!-- ${name} -->)[\\s\\S]*?(<!-- /${name} -->)`);
  page = page.replace(pattern, (_, open: string, close: string) => `${open}\n${make()}\n${close}`);
}
writeFileSync(PAGE, page);
