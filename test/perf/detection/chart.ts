/** A line of a chart; points in data units. */
export interface Line {
  name: string;
  color: string;
  points: readonly (readonly [number, number])[];
  dash?: string;
}

export interface Chart {
  title: string;
  x: Axis;
  y: Axis;
  lines: readonly Line[];
  /** Vertical marks with a word each. */
  marks?: readonly { x: number; text: string }[];
}

interface Axis {
  label: string;
  from: number;
  to: number;
  ticks: readonly number[];
  log?: boolean;
  format?: (value: number) => string;
}

const FRAME = { width: 720, height: 380, left: 66, right: 190, top: 40, bottom: 48 };
const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** Draws a chart as a self-contained SVG document on a white ground. */
export function drawChart({ title, x, y, lines, marks = [] }: Chart): string {
  const { width, height, left, right, top, bottom } = FRAME;
  const place = ({ from, to, log }: Axis, start: number, end: number) => (value: number) => {
    const scale = (v: number) => (log ? Math.log(v) : v);
    return start + ((scale(Math.min(Math.max(value, Math.min(from, to)), Math.max(from, to))) - scale(from)) / (scale(to) - scale(from))) * (end - start);
  };
  const px = place(x, left, width - right);
  const py = place(y, height - bottom, top);
  const label = (axis: Axis, value: number) => escaped(axis.format?.(value) ?? String(value));
  const grid = [
    ...x.ticks.map((v) => `<line x1="${px(v).toFixed(1)}" x2="${px(v).toFixed(1)}" y1="${top}" y2="${height - bottom}" stroke="#e4e4e4"/><text x="${px(v).toFixed(1)}" y="${height - bottom + 16}" text-anchor="middle">${label(x, v)}</text>`),
    ...y.ticks.map((v) => `<line x1="${left}" x2="${width - right}" y1="${py(v).toFixed(1)}" y2="${py(v).toFixed(1)}" stroke="#e4e4e4"/><text x="${left - 8}" y="${(py(v) + 4).toFixed(1)}" text-anchor="end">${label(y, v)}</text>`),
  ];
  const drawn = lines.map(({ points, color, dash }) => `<polyline fill="none" stroke="${color}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ''} points="${points.map(([a, b]) => `${px(a).toFixed(1)},${py(b).toFixed(1)}`).join(' ')}"/>`);
  const legend = lines.map(({ name, color, dash }, i) => `<line x1="${width - right + 12}" x2="${width - right + 36}" y1="${top + 8 + 20 * i}" y2="${top + 8 + 20 * i}" stroke="${color}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ''}/><text x="${width - right + 42}" y="${top + 12 + 20 * i}">${escaped(name)}</text>`);
  const marked = marks.map(({ x: at, text }, i) => `<line x1="${px(at).toFixed(1)}" x2="${px(at).toFixed(1)}" y1="${top}" y2="${height - bottom}" stroke="#555" stroke-dasharray="4 3"/><text text-anchor="end" x="${(px(at) - 4).toFixed(1)}" y="${top + 12 + 18 * i}" fill="#555" stroke="#fff" stroke-width="4" paint-order="stroke">${escaped(text)}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}" font-family="system-ui, sans-serif" font-size="12" fill="#222">
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="${left}" y="22" font-size="14" font-weight="600">${escaped(title)}</text>
${grid.join('\n')}
<text x="${(left + width - right) / 2}" y="${height - 10}" text-anchor="middle">${escaped(x.label)}</text>
<text transform="translate(16 ${(top + height - bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>
${marked.join('\n')}
${drawn.join('\n')}
${legend.join('\n')}
</svg>
`;
}
