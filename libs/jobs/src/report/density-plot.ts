import { densityCurve } from './density-curve';
import { html, type Html } from './html';
import { linePath, toX, xAxis, type PlotFrame } from './plot-frame';

const POINTS = 161;

/** Both distributions of one concept's similarity as overlaid density curves, with the similarity at which D is attained. */
export function densityPlot(samples: { baseline: Float32Array; current: Float32Array; location: number; text: string }): Html {
  const [low, high] = scoreRange(samples.baseline, samples.current);
  const grid = Array.from({ length: POINTS }, (_, i) => low + ((high - low) * i) / (POINTS - 1));
  const baseline = densityCurve(samples.baseline, grid);
  const current = densityCurve(samples.current, grid);
  const top = Math.max(...baseline, ...current) * 1.08;
  const frame: PlotFrame = { width: 460, height: 210, margin: { top: 10, right: 12, bottom: 38, left: 12 }, x: [low, high], y: [0, top] };
  const curve = (values: number[], kind: string): Html => {
    const line = linePath(frame, grid.map((x, i) => [x, values[i]]));
    const floor = frame.height - frame.margin.bottom;
    return html`<path class="area ${kind}" d="${line}L${toX(frame, high)} ${floor}L${toX(frame, low)} ${floor}Z"/><path class="line ${kind}" d="${line}"/>`;
  };
  const at = toX(frame, samples.location);
  return html`<svg viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="Density of the similarity to ${samples.text} in both folders">
<line class="mark" x1="${at}" x2="${at}" y1="${frame.margin.top}" y2="${frame.height - frame.margin.bottom}"/>
${curve(baseline, 'baseline')}${curve(current, 'current')}${xAxis(frame, `similarity to “${samples.text}” (density)`)}</svg>`;
}

/** The range of both sorted samples with a little air; never empty. */
export function scoreRange(a: Float32Array, b: Float32Array): [number, number] {
  const low = Math.min(a[0], b[0]);
  const high = Math.max(a[a.length - 1], b[b.length - 1]);
  const air = (high - low) * 0.06 || 0.01;
  return [low - air, high + air];
}
