import type { ConceptDetail } from '../api/shapes';
import { densityOf, outlinePath } from './paths';
import { Plot } from './plot';

/** Both samples' densities over the similarity: the baseline as a filled shape, the window as a line over it. */
export function DensityChart({ detail }: { detail: Pick<ConceptDetail, 'text' | 'location' | 'density'> }) {
  const { edges } = detail.density;
  if (edges.length < 2) return <p className="muted">The distributions appear once there is a baseline.</p>;
  const baseline = densityOf(edges, detail.density.baseline);
  const window = densityOf(edges, detail.density.window);
  const hasWindow = window.some((value) => value > 0);
  const top = Math.max(...baseline, ...window, Number.MIN_VALUE);
  const { location } = detail;
  return (
    <Plot label={`How often each similarity to ${detail.text} occurs, in the baseline and in the window.`} xDomain={[edges[0], edges[edges.length - 1]]} yDomain={[0, top * 1.08]} yTicks={[]} xName={`similarity to “${detail.text}”`} yName="how often">
      {({ x, y, top: above, bottom }) => (
        <>
          <path className="baseline-area" d={outlinePath(edges, baseline, x, y, true)} />
          <path className="baseline-line" d={outlinePath(edges, baseline, x, y, false)} />
          {hasWindow && <path className="window-area" d={outlinePath(edges, window, x, y, true)} />}
          {hasWindow && <path className="window-line" d={outlinePath(edges, window, x, y, false)} />}
          {location !== null && <line className="mark" x1={x(location)} x2={x(location)} y1={above} y2={bottom} />}
        </>
      )}
    </Plot>
  );
}
