import type { ZeroShotResult } from './zero-shot';

const WIDEST_MATRIX = 20;
const LISTED = 20;
const percent = (share: number): string => (Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)} %`);

/** What a zero-shot classification found, for a terminal. */
export function describeZeroShot({ labels, predictions, quality, refused }: ZeroShotResult): string {
  const lines = predictions.slice(0, LISTED).map(({ file, truth, top }) => {
    const guesses = top.map(({ label, probability }) => `${label} ${percent(probability)}`).join(', ');
    return `${file}: ${guesses}${truth !== undefined && truth !== top[0].label ? ` (is ${truth})` : ''}`;
  });
  if (predictions.length > LISTED) lines.push(`… and ${predictions.length - LISTED} more images (--json lists all)`);
  for (const { model, quality: { accuracy, count, perClass } } of quality) {
    lines.push('', `${model}: ${percent(accuracy)} of ${count} labelled images right.`);
    lines.push(labels.map((label, k) => `${label} ${percent(perClass[k])}`).join(', '));
  }
  if (quality.length > 1) lines.push('', `${quality[0].model} keeps ${percent(quality[0].quality.accuracy / quality[1].quality.accuracy)} of the accuracy of ${quality[1].model}.`);
  if (quality.length > 0 && labels.length <= WIDEST_MATRIX) lines.push('', 'Confusion (rows: truth, columns: prediction)', ...confusionLines(labels, quality[0].quality.matrix));
  if (refused.length > 0) lines.push('', `${refused.length} files refused:`, ...refused.slice(0, LISTED).map(({ file, detail }) => `  ${file}: ${detail}`));
  return lines.join('\n');
}

function confusionLines(labels: string[], matrix: number[][]): string[] {
  const name = Math.max(...labels.map(({ length }) => length));
  const cell = Math.max(3, ...matrix.flat().map((count) => String(count).length)) + 1;
  const head = ' '.repeat(name) + labels.map((label) => label.slice(0, cell - 1).padStart(cell)).join('');
  return [head, ...matrix.map((row, t) => labels[t].padEnd(name) + row.map((count) => String(count).padStart(cell)).join(''))];
}
