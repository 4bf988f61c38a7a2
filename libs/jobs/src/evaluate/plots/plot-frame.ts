import { escapeHtml } from '../../report/html';

/** Distinguishable also without colour vision (Okabe and Ito). */
export const PLOT_COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

export const FRAME = { width: 720, height: 380, left: 66, right: 230, top: 40, bottom: 48 };

export interface PlotAxis {
  label: string;
  from: number;
  to: number;
  ticks: readonly number[];
}

export const plotText = escapeHtml;

/** A self-contained SVG document on a white ground, with its title. */
export function plotDocument(title: string, body: string, { width, height, left }: { width: number; height: number; left: number } = FRAME): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${plotText(title)}" font-family="system-ui, sans-serif" font-size="12" fill="#222">
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="${left}" y="22" font-size="14" font-weight="600">${plotText(title)}</text>
${body}
</svg>
`;
}

/** Where a value of an axis lies between two places. */
export const placed = ({ from, to }: PlotAxis, start: number, end: number) => (value: number): number =>
  Math.round(10 * (start + ((Math.min(Math.max(value, from), to) - from) / (to - from)) * (end - start))) / 10;

/** Horizontal grid lines with their values, and the words of the y axis. */
export function yAxis(axis: PlotAxis): string {
  const { width, height, left, right, top, bottom } = FRAME;
  const y = placed(axis, height - bottom, top);
  const lines = axis.ticks.map((tick) => `<line x1="${left}" x2="${width - right}" y1="${y(tick)}" y2="${y(tick)}" stroke="#e4e4e4"/><text x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`);
  return `${lines.join('\n')}\n<text transform="translate(16 ${(top + height - bottom) / 2}) rotate(-90)" text-anchor="middle">${plotText(axis.label)}</text>`;
}

/** Names beside their colours, on the right. */
export function legend(names: readonly { name: string; color: string; dash?: string }[]): string {
  const { width, right, top } = FRAME;
  return names.map(({ name, color, dash }, i) => {
    const y = top + 8 + 20 * i;
    return `<line x1="${width - right + 12}" x2="${width - right + 36}" y1="${y}" y2="${y}" stroke="${color}" stroke-width="3"${dash ? ` stroke-dasharray="${dash}"` : ''}/><text x="${width - right + 42}" y="${y + 4}">${plotText(name)}</text>`;
  }).join('\n');
}
