import type { ConceptDetail } from '@conceptwatch/contracts';
import { Frame, PLOT, xOf } from './frame';
import { smooth } from './smooth';

/** Both samples' densities over the score, baseline filled, window as a line. */
export function DensityChart({ detail }: { detail: ConceptDetail }) {
  const { edges } = detail.density;
  const middles = edges.slice(1).map((edge, i) => (edge + edges[i]) / 2);
  const [baseline, window] = [smooth(detail.density.baseline), smooth(detail.density.window)];
  const top = Math.max(...baseline, ...window, 1e-9);
  const [low, high] = [edges[0], edges[edges.length - 1]];
  const path = (values: number[]) => values.map((value, i) => `${i ? 'L' : 'M'}${xOf(middles[i], low, high).toFixed(1)},${(PLOT.bottom - (value / top) * (PLOT.bottom - PLOT.top)).toFixed(1)}`).join('');
  const closed = `${path(baseline)}L${xOf(middles[middles.length - 1], low, high)},${PLOT.bottom}L${xOf(middles[0], low, high)},${PLOT.bottom}Z`;
  return (
    <Frame title={`Density of the similarity to "${detail.text}": baseline and window`} low={low} high={high}>
      <path d={closed} className="baseline-area" />
      <path d={path(baseline)} className="baseline-line" />
      <path d={path(window)} className="window-line" />
    </Frame>
  );
}
