import type { ImageDecoder, ImageEmbedder } from '@conceptwatch/ports';
import type { EmbeddedBank } from '../bank/embedded-bank';
import { scoreColumns } from '../compare/score-columns';
import { embedFolder, type EmbeddedFolder, type RefusedFile } from '../embed/embed-folder';
import { RefusedInput } from '../refused-input';

export interface ConceptSummary {
  concept: string;
  text: string;
  mean: number;
  deviation: number;
  /** Similarities at the 5th, 50th and 95th percentile. */
  low: number;
  median: number;
  high: number;
  /** Share of images among whose five most similar concepts this one is. */
  prominent: number;
  /** The file that shows it most. */
  example: string;
}

export interface FolderSummary {
  images: number;
  refused: RefusedFile[];
  /** Most prominent first. */
  concepts: ConceptSummary[];
}

const PROMINENT = 5;

/**
 * Says what a folder of images shows: the distribution of every concept's similarity over it.
 *
 * @throws RefusedInput when there is no readable image
 */
export async function summarizeFolder(
  tools: { decoder: ImageDecoder; embedder: ImageEmbedder; bank: EmbeddedBank },
  folder: string,
  options: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal } = {},
): Promise<FolderSummary> {
  const set = await embedFolder(tools, folder, { signal: options.signal, onProgress: ({ done, total }) => options.onProgress?.(done, total) });
  if (set.files.length === 0) throw new RefusedInput('no-readable-image', `None of the ${set.refused.length} files in "${folder}" can be read as an image.`);
  return summarizeSet(set, tools.bank);
}

/** The same of embeddings that are there already. */
export function summarizeSet(set: EmbeddedFolder, bank: EmbeddedBank): FolderSummary {
  const images = set.files.length;
  const columns = scoreColumns(set, bank);
  const prominent = prominence(columns, images);
  const concepts = bank.definition.concepts.map(({ slug, text }, k) => ({ concept: slug, text, ...distribution(columns[k]), prominent: prominent[k] / images, example: set.files[highest(columns[k])] }));
  return { images, refused: set.refused, concepts: concepts.sort((a, b) => b.prominent - a.prominent || b.high - a.high) };
}

function prominence(columns: Float32Array[], images: number): number[] {
  const counts = columns.map(() => 0);
  const order = columns.map((_, k) => k);
  for (let row = 0; row < images; row++) {
    order.sort((a, b) => columns[b][row] - columns[a][row] || a - b);
    for (const k of order.slice(0, PROMINENT)) counts[k]++;
  }
  return counts;
}

function distribution(column: Float32Array): Pick<ConceptSummary, 'mean' | 'deviation' | 'low' | 'median' | 'high'> {
  const sorted = column.slice().sort();
  const quantile = (p: number): number => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length);
  return { mean, deviation, low: quantile(0.05), median: quantile(0.5), high: quantile(0.95) };
}

const highest = (column: Float32Array): number => column.indexOf(Math.max(...column));

const LISTED = 25;

/** The summary for a terminal. */
export function describeSummary({ images, refused, concepts }: FolderSummary): string {
  const shown = concepts.slice(0, LISTED);
  const width = Math.max(...shown.map(({ concept }) => concept.length), 7);
  const row = (cells: string[]): string => cells[0].padEnd(width) + cells.slice(1, 6).map((cell) => cell.padStart(10)).join('') + `  ${cells[6]}`;
  return [
    `${images} images${refused.length ? `, ${refused.length} files refused` : ''}. Prominent: among the ${PROMINENT} most similar concepts of an image.`,
    row(['concept', 'prominent', 'mean', '5 %', 'median', '95 %', 'example']),
    ...shown.map(({ concept, prominent, mean, low, median, high, example }) => row([concept, `${(100 * prominent).toFixed(1)} %`, ...[mean, low, median, high].map((value) => value.toFixed(3)), example])),
    ...(concepts.length > LISTED ? [`… and ${concepts.length - LISTED} more concepts (--json lists all)`] : []),
  ].join('\n');
}
