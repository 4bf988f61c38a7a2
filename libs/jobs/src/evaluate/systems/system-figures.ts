import { barChart } from '../plots/bar-chart';
import { heatMap } from '../plots/heat-map';
import { lineChart } from '../plots/line-chart';
import { PLOT_COLORS } from '../plots/plot-frame';
import type { SourceEvaluation } from './evaluate-systems';

/** A figure of the evaluation. */
export interface SystemFigure {
  /** Of the file, without its ending. */
  name: string;
  title: string;
  svg: string;
}

const TENTHS = [0, 0.2, 0.4, 0.6, 0.8, 1];
const share = (label: string) => ({ label, from: 0, to: 1, ticks: TENTHS });

/** What the rows say, as pictures. */
export function systemFigures(evaluations: readonly SourceEvaluation[]): SystemFigure[] {
  const short = (name: string): string => name.replace('conceptwatch-source-', '');
  const lines = (points: (evaluation: SourceEvaluation) => (readonly [number, number])[], dash?: string, suffix = '') =>
    evaluations.map((evaluation, i) => ({ name: `${short(evaluation.source)}${suffix}`, color: PLOT_COLORS[i % PLOT_COLORS.length], points: points(evaluation), dash }));
  const figure = (name: string, title: string, draw: (title: string) => string): SystemFigure => ({ name: `evaluation-${name}`, title, svg: draw(title) });
  const methods = [...new Set(evaluations.flatMap(({ series }) => Object.keys(series.r2)))];
  const size = evaluations[0].series.components.k;
  return [
    figure('r2', 'R² of the aligner on held-out scenes', (title) => barChart({ title, y: share('R² (variance about the grand mean)'), groups: methods, series: evaluations.map(({ source, series }) => ({ name: short(source), values: methods.map((method) => series.r2[method]) })) })),
    figure('sample-efficiency', 'Retained object accuracy by what the aligner was fitted on', (title) =>
      lineChart({ title, x: share('share of the images, or of the classes'), y: share('retained accuracy'), lines: [...lines(({ series }) => series.images, undefined, ', images'), ...lines(({ series }) => series.classes, '5 4', ', classes')] })),
    figure('components-diagonal', 'Principal components that correspond', (title) =>
      lineChart({ title, x: { label: 'component i of the target', from: 0, to: size, ticks: [0, 10, 20, 30, 40].filter((tick) => tick <= size) }, y: share('Σ W² within five components'), lines: [...lines(({ series }) => Array.from(series.components.diagonal, (value, i) => [i, value] as const)), { name: 'random matrix', color: '#777', dash: '4 3', points: Array.from(evaluations[0].series.components.random, (value, i) => [i, value] as const) }] })),
    ...evaluations.map(({ source, series: { components } }) => figure(`components-${short(source)}`, `|W| between principal components: ${short(source)} to CLIP`, (title) => heatMap({ title, size: components.k, values: components.weight.map(Math.abs), rows: 'component of the target', columns: 'component of the source' }))),
    ...evaluations.map(({ source, series: { confusion } }) => figure(`confusion-${short(source)}`, `Backgrounds by text alone: ${short(source)}, aligned`, (title) => confusionFigure(title, confusion))),
  ];
}

function confusionFigure(title: string, { labels, quality }: SourceEvaluation['series']['confusion']): string {
  const counts = quality.matrix.map((row) => row.reduce((sum, value) => sum + value, 0) || 1);
  return heatMap({
    title, size: labels.length, names: labels, rows: 'true background', columns: 'predicted background',
    values: quality.matrix.flatMap((row, r) => row.map((value) => value / counts[r])),
    texts: quality.matrix.flat().map((value) => (value > 0 ? String(value) : '')),
  });
}
