import { scoreRange } from './density-plot';
import { html, type Html } from './html';
import { linePath, toX, toY, xAxis, type PlotFrame } from './plot-frame';

const MOST_STEPS = 240;

/** Both cumulative distributions of one concept, with D drawn where it is attained; its label lies where no rising curve can be. */
export function ecdfPlot(samples: { baseline: Float32Array; current: Float32Array; location: number; ks: number; text: string }): Html {
  const frame: PlotFrame = {
    width: 460, height: 210, margin: { top: 10, right: 12, bottom: 38, left: 40 },
    x: scoreRange(samples.baseline, samples.current), y: [0, 1],
  };
  const x = toX(frame, samples.location);
  const shares = [samples.baseline, samples.current].map((sample) => shareUpTo(sample, samples.location));
  const [high, low] = [toY(frame, Math.max(...shares)), toY(frame, Math.min(...shares))];
  const label = x > frame.margin.left + 90 ? { x: x - 9, y: high + 4, anchor: 'end' } : { x: x + 9, y: low + 4, anchor: 'start' };
  return html`<svg viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="Cumulative share of images by similarity to ${samples.text}; the curves are furthest apart, ${samples.ks.toFixed(2)}, at ${samples.location.toFixed(3)}">
<g class="axis">${[0, 0.25, 0.5, 0.75, 1].map(
    (share) => html`<line class="grid" x1="${frame.margin.left}" x2="${frame.width - frame.margin.right}" y1="${toY(frame, share)}" y2="${toY(frame, share)}"/><text x="${frame.margin.left - 6}" y="${toY(frame, share) + 4}" text-anchor="end">${share * 100} %</text>`,
  )}</g>
<path class="line baseline" d="${linePath(frame, steps(samples.baseline, frame.x))}"/><path class="line current" d="${linePath(frame, steps(samples.current, frame.x))}"/>
<g class="distance"><line x1="${x}" x2="${x}" y1="${high}" y2="${low}"/><line x1="${x - 5}" x2="${x + 5}" y1="${high}" y2="${high}"/><line x1="${x - 5}" x2="${x + 5}" y1="${low}" y2="${low}"/><text x="${label.x}" y="${label.y}" text-anchor="${label.anchor}">D = ${samples.ks.toFixed(2)}</text></g>
${xAxis(frame, 'images up to this similarity (cumulative)')}</svg>`;
}

/** Share of a sorted sample that is at most `value`. */
export function shareUpTo(sorted: Float32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low / sorted.length;
}

function steps(sorted: Float32Array, [low, high]: [number, number]): [number, number][] {
  const points: [number, number][] = [[low, 0]];
  const count = Math.min(sorted.length, MOST_STEPS);
  let share = 0;
  for (let i = 1; i <= count; i++) {
    const value = sorted[Math.ceil((i * sorted.length) / count) - 1];
    points.push([value, share]);
    share = shareUpTo(sorted, value);
    points.push([value, share]);
  }
  return [...points, [high, 1]];
}
