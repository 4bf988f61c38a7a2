import { plotDocument, plotText } from './plot-frame';

export interface HeatMap {
  title: string;
  /** Square, row by row, from 0 (white) to 1 (dark). */
  values: ArrayLike<number>;
  size: number;
  rows: string;
  columns: string;
  /** Names of rows and columns; numbers when absent. */
  names?: readonly string[];
  /** Written into the cells, for small maps. */
  texts?: readonly string[];
}

const EDGE = 480;

/** A square matrix as coloured cells, as an SVG document. */
export function heatMap({ title, values, size, rows, columns, names, texts }: HeatMap): string {
  const left = names ? 130 : 70;
  const top = names ? 130 : 60;
  const cell = EDGE / size;
  const at = (i: number): string => (i * cell).toFixed(1);
  const cells = Array.from({ length: size * size }, (_, i) => {
    const [row, column] = [Math.floor(i / size), i % size];
    const value = Math.min(1, Math.max(0, values[i]));
    const text = texts?.[i] ? `<text x="${(left + (column + 0.5) * cell).toFixed(1)}" y="${(top + (row + 0.5) * cell + 4).toFixed(1)}" text-anchor="middle" font-size="11" fill="${value > 0.5 ? '#fff' : '#222'}">${plotText(texts[i])}</text>` : '';
    return `<rect x="${(left + column * cell).toFixed(1)}" y="${(top + row * cell).toFixed(1)}" width="${cell.toFixed(1)}" height="${cell.toFixed(1)}" fill="${shade(value)}"/>${text}`;
  });
  const labels = (names ?? Array.from({ length: size }, (_, i) => (i % 10 === 0 ? String(i) : ''))).flatMap((name, i) => [
    `<text x="${left - 6}" y="${(top + (i + 0.5) * cell + 4).toFixed(1)}" text-anchor="end">${plotText(name)}</text>`,
    `<text transform="translate(${(left + (i + 0.5) * cell + 4).toFixed(1)} ${top - 6})${names ? ' rotate(-60)' : ''}" text-anchor="${names ? 'start' : 'middle'}">${plotText(name)}</text>`,
  ]);
  const axes = `<text x="${left + EDGE / 2}" y="${top + EDGE + 20}" text-anchor="middle">${plotText(columns)}</text><text transform="translate(14 ${top + EDGE / 2}) rotate(-90)" text-anchor="middle">${plotText(rows)}</text><rect x="${left}" y="${top}" width="${at(size)}" height="${at(size)}" fill="none" stroke="#888"/>`;
  return plotDocument(title, [...cells, ...labels, axes].join('\n'), { width: left + EDGE + 30, height: top + EDGE + 34, left: 14 });
}

/** White to dark blue. */
const shade = (value: number): string => `rgb(${[255 - 247 * value, 255 - 207 * value, 255 - 148 * value].map(Math.round).join(',')})`;
