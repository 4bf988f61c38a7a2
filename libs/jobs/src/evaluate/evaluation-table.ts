import type { Measure, ModelEvaluation } from './evaluate-models';
import type { SourceEvaluation } from './systems/evaluate-systems';
import { claimsTable } from './systems/paper-claims';
import type { SystemFigure } from './systems/system-figures';

export interface EvaluationMade {
  seed: number;
  scenes: number;
  trials: number;
  /** Day of the measurement, as in 2026-11-23. */
  date: string;
  models: { name: string; space: string }[];
}

const row = (cells: string[]): string => `| ${cells.join(' | ')} |`;
const head = (names: string[]): string[] => [row(names), row(names.map(() => '---'))];
const SHORT = 12;

/** The figures of the models as Markdown, for docs/EVALUATION.md and the terminal: each with its data, seed and the digests of what was measured. */
export function evaluationTable({ measures, drift }: ModelEvaluation, made: EvaluationMade): string {
  const models = [...new Set(measures.map(({ model }) => model))];
  const digest = (model: string): string => shortSpace(made.models.find(({ name }) => name === model)?.space ?? '');
  const named = models.map((model) => `${model} (${digest(model)})`);
  const rows = [...new Set(measures.map(({ measure }) => measure))].map((measure) => {
    const cells = models.map((model) => measures.find((m) => m.model === model && m.measure === measure));
    const known = cells.filter((cell) => cell !== undefined);
    return row([measure, ...cells.map((cell) => cell?.value.toFixed(3) ?? ''), targetCell(known), known.find(({ paper }) => paper)?.paper ?? '–', `${known[0].count} scenes`, String(made.seed)]);
  });
  const shifts = [...new Set(drift.map(({ concept }) => concept))].map((concept) => row([concept, ...models.map((model) => trialsCell(drift.find((d) => d.model === model && d.concept === concept))), `${made.trials} trials`, String(made.seed + 10)]));
  return [
    `The models themselves (systems 4, 5 and 11), on ${made.scenes} drawn scenes that training never saw (world seeds from ${made.seed} on), zero-shot with the seven templates of the paper. In brackets: the digests of encoder and aligner. A target is met by every model that no name stands beside.`,
    '',
    ...head(['measure', ...named, 'target', 'paper', 'data', 'seed']),
    ...rows,
    '',
    `Shift diagnosis (system 7): how often a change of 30 % of 500 images is named first among the concepts that rose (mean D); wanted are 95 % with CLIP and 90 % aligned:`,
    '',
    ...head(['change', ...named, 'data', 'seed']),
    ...shifts,
    row(['all together', ...models.map((model) => firstShare(drift.filter((d) => d.model === model))), '', '']),
    '',
    `Made by \`conceptwatch evaluate\` on ${made.date}.`,
    '',
  ].join('\n');
}

/** What a reader must know of the world to read the rows. */
const READING = [
  'How to read it:',
  '- The paper fits on ImageNet: a fifth of it is about 250,000 photographs. Here the whole is what the column "data" says, for encoders of hundreds of dimensions, too.',
  '- In this world backgrounds are drawn independently of objects: nothing in a fit by cross-entropy for objects alone (the related task) rewards keeping backgrounds (the unrelated one). Beside it stands chance.',
  '- Cosines are sharpened by a factor that was chosen on these very scenes, so that row is what the objective can reach here, not a promise.',
  '- The supervised source was trained to whitened features (training/README.md), so that its principal components have no order of size.',
  '- A caption need not name the object or the background: the captions of the training grammar leave them out at times.',
  '- AUROC before and after refinement is that of the same concepts on scenes that gave no exemplar.',
];

/** The paper's systems as Markdown, source by source, with figures beside this file. */
export function systemsTable(evaluations: readonly SourceEvaluation[], figures: readonly SystemFigure[], { seed, folder }: { seed: number; folder: string }): string {
  const tables = evaluations.flatMap(({ source, digests, rows }) => [
    `### With ${source}`,
    '',
    ...head(['system', 'measure', 'ours', 'target', 'paper', 'data', 'seed', 'models']),
    ...rows.map(({ system, measure, ours, target, paper = '–', data }) =>
      row([system, measure, ours.toFixed(3), target === undefined ? '' : `≥ ${target.toFixed(2)}${ours < target ? ', not met' : ''}`, paper, data, String(seed), `${digests.source.slice(0, SHORT)} → ${digests.target.slice(0, SHORT)}`])),
    '',
  ]);
  return ['### What the paper claims, and what is seen here', '', claimsTable(evaluations), '', ...READING, '', ...tables, '### Figures', '', ...figures.flatMap(({ name, title }) => [`![${title}](${folder}/${name}.svg)`, ''])].join('\n');
}

/** A space is named by two digests; their beginnings tell models apart. */
const shortSpace = (space: string): string => space.split('-').map((part) => part.slice(0, SHORT)).join('-');

function targetCell(cells: Measure[]): string {
  const target = cells.find((cell) => cell.target !== undefined)?.target;
  if (target === undefined) return '';
  const below = cells.filter((cell) => cell.target !== undefined && cell.value < cell.target).map(({ model }) => model);
  return `≥ ${target.toFixed(2)}${below.length ? `, not met by ${below.join(', ')}` : ''}`;
}

function firstShare(trials: ModelEvaluation['drift']): string {
  const all = trials.reduce((sum, { trials: count }) => sum + count, 0);
  return all === 0 ? '' : `${((100 * trials.reduce((sum, { first }) => sum + first, 0)) / all).toFixed(1)} %`;
}

function trialsCell(trials: ModelEvaluation['drift'][number] | undefined): string {
  if (!trials) return '';
  const instead = Object.entries(trials.instead).sort((a, b) => b[1] - a[1]).map(([concept, count]) => `${concept} ${count}`);
  return `${trials.first} (${trials.meanDistance.toFixed(2)})${instead.length ? `, instead: ${instead.join(', ')}` : ''}`;
}
