import type { ModelEvaluation } from './evaluate-models';

/** The figures as Markdown, for docs/EVALUATION.md and the terminal, with the digests of what was measured. */
export function evaluationTable(evaluation: ModelEvaluation, made: { seed: number; scenes: number; trials: number; models: { name: string; space: string }[] }): string {
  const models = [...new Set(evaluation.measures.map(({ model }) => model))];
  const measures = [...new Set(evaluation.measures.map(({ measure }) => measure))];
  const rows = measures.map((measure) => {
    const cells = models.map((model) => evaluation.measures.find((m) => m.model === model && m.measure === measure));
    const target = cells.find((cell) => cell?.target !== undefined)?.target;
    return row([measure, ...cells.map((cell) => (cell ? cell.value.toFixed(3) : '')), target === undefined ? '' : `≥ ${target.toFixed(2)}`, String(cells.find(Boolean)?.count ?? '')]);
  });
  const drift = [...new Set(evaluation.drift.map(({ concept }) => concept))].map((concept) =>
    row([concept, ...models.map((model) => trialsCell(evaluation.drift.find((d) => d.model === model && d.concept === concept)))]),
  );
  return [
    `Measured on ${made.scenes} drawn scenes that training never saw (world seeds from ${made.seed} on), zero-shot with the seven templates of the paper.`,
    '',
    row(['measure', ...models, 'target', 'images']),
    row(['---', ...models.map(() => '---'), '---', '---']),
    ...rows,
    '',
    `How often a change of 30 % of 500 images is named first among the concepts that rose, of ${made.trials} trials (mean D):`,
    '',
    row(['change', ...models]),
    row(['---', ...models.map(() => '---')]),
    ...drift,
    '',
    `Embedding spaces (digests of encoder and aligner): ${made.models.map(({ name, space }) => `${name} ${space}`).join(', ')}. Made by \`conceptwatch evaluate\`.`,
    '',
  ].join('\n');
}

const row = (cells: string[]): string => `| ${cells.join(' | ')} |`;

function trialsCell(trials: ModelEvaluation['drift'][number] | undefined): string {
  if (!trials) return '';
  const instead = Object.entries(trials.instead).sort((a, b) => b[1] - a[1]).map(([concept, count]) => `${concept} ${count}`);
  return `${trials.first} (${trials.meanDistance.toFixed(2)})${instead.length ? `, instead: ${instead.join(', ')}` : ''}`;
}
