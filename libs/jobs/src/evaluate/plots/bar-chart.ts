import { FRAME, legend, placed, PLOT_COLORS, type PlotAxis, plotDocument, plotText, yAxis } from './plot-frame';

/** Groups of bars side by side, one colour per series, as an SVG document; a value that was not measured leaves its place empty. */
export function barChart({ title, y, groups, series }: { title: string; y: PlotAxis; groups: readonly string[]; series: readonly { name: string; values: readonly (number | undefined)[] }[] }): string {
  const { width, height, left, right, top, bottom } = FRAME;
  const py = placed(y, height - bottom, top);
  const step = (width - left - right) / groups.length;
  const bar = (0.8 * step) / series.length;
  const colored = series.map(({ name }, s) => ({ name, color: PLOT_COLORS[s % PLOT_COLORS.length] }));
  const bars = groups.flatMap((group, g) => [
    `<text x="${(left + (g + 0.5) * step).toFixed(1)}" y="${height - bottom + 16}" text-anchor="middle">${plotText(group)}</text>`,
    ...series.flatMap(({ name, values }, s) => {
      const value = values[g];
      if (value === undefined) return [];
      const x = left + g * step + 0.1 * step + s * bar;
      return [`<rect x="${x.toFixed(1)}" y="${py(value)}" width="${(bar - 2).toFixed(1)}" height="${(py(y.from) - py(value)).toFixed(1)}" fill="${colored[s].color}"><title>${plotText(`${name}, ${group}: ${value.toFixed(3)}`)}</title></rect>`];
    }),
  ]);
  return plotDocument(title, [yAxis(y), ...bars, legend(colored)].join('\n'));
}
