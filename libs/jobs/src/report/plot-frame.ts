import { html, type Html } from './html';

/** Where a plot draws: SVG user units, and the values at its edges. */
export interface PlotFrame {
  width: number;
  height: number;
  margin: { top: number; right: number; bottom: number; left: number };
  x: [number, number];
  y: [number, number];
}

export const toX = ({ x, width, margin }: PlotFrame, value: number): number =>
  round(margin.left + ((value - x[0]) / (x[1] - x[0])) * (width - margin.left - margin.right));

export const toY = ({ y, height, margin }: PlotFrame, value: number): number =>
  round(height - margin.bottom - ((value - y[0]) / (y[1] - y[0])) * (height - margin.top - margin.bottom));

const round = (value: number): number => Math.round(value * 10) / 10;

/** At most `most` round numbers within [low, high]: steps of 1, 2 or 5 times a power of ten. */
export function ticks(low: number, high: number, most = 8): number[] {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? 10 * power;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

export const linePath = (frame: PlotFrame, points: [number, number][]): string =>
  points.map(([x, y], i) => `${i ? 'L' : 'M'}${toX(frame, x)} ${toY(frame, y)}`).join('');

/** The horizontal axis with its ticks and the words below it. */
export function xAxis(frame: PlotFrame, label: string): Html {
  const bottom = frame.height - frame.margin.bottom;
  return html`<g class="axis"><line x1="${frame.margin.left}" x2="${frame.width - frame.margin.right}" y1="${bottom}" y2="${bottom}"/>${ticks(...frame.x).map(
    (tick) => html`<line x1="${toX(frame, tick)}" x2="${toX(frame, tick)}" y1="${bottom}" y2="${bottom + 4}"/><text x="${toX(frame, tick)}" y="${bottom + 16}" text-anchor="middle">${tick}</text>`,
  )}<text x="${(frame.width + frame.margin.left - frame.margin.right) / 2}" y="${frame.height - 3}" text-anchor="middle">${label}</text></g>`;
}
