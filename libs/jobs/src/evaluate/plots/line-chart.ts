import { FRAME, legend, placed, type PlotAxis, plotDocument, plotText, yAxis } from './plot-frame';

export interface ChartLine {
  name: string;
  color: string;
  dash?: string;
  /** In data units, by growing x. */
  points: readonly (readonly [number, number])[];
}

/** Lines over a linear x axis, as an SVG document. */
export function lineChart({ title, x, y, lines }: { title: string; x: PlotAxis; y: PlotAxis; lines: readonly ChartLine[] }): string {
  const { width, height, left, right, top, bottom } = FRAME;
  const [px, py] = [placed(x, left, width - right), placed(y, height - bottom, top)];
  const marks = x.ticks.map((tick) => `<line x1="${px(tick)}" x2="${px(tick)}" y1="${top}" y2="${height - bottom}" stroke="#e4e4e4"/><text x="${px(tick)}" y="${height - bottom + 16}" text-anchor="middle">${tick}</text>`);
  const drawn = lines.map(({ points, color, dash }) => {
    const at = points.map(([a, b]) => `${px(a)},${py(b)}`);
    const dots = at.map((point) => `<circle cx="${point.replace(',', '" cy="')}" r="3" fill="${color}"/>`);
    return `<polyline fill="none" stroke="${color}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ''} points="${at.join(' ')}"/>${points.length <= 12 ? dots.join('') : ''}`;
  });
  return plotDocument(title, [...marks, yAxis(y), `<text x="${(left + width - right) / 2}" y="${height - 10}" text-anchor="middle">${plotText(x.label)}</text>`, ...drawn, legend(lines)].join('\n'));
}
