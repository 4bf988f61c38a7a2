import type { ConceptDetail } from '../api/shapes';
import { fixed } from '../format';
import { linePath, valueAt } from './paths';
import { Plot } from './plot';

/** Both cumulative distributions; D is the largest gap between them, drawn where it is. */
export function EcdfChart({ detail }: { detail: Pick<ConceptDetail, 'text' | 'ks' | 'location' | 'density' | 'ecdf'> }) {
  const low = detail.density.edges[0];
  const { at, baseline, window } = detail.ecdf;
  if (low === undefined || at.length === 0) return <p className="muted">The distributions appear once there is a baseline.</p>;
  const places = [low, ...at];
  const shares = { baseline: [0, ...baseline], window: [0, ...window] };
  const hasWindow = window[window.length - 1] > 0;
  return (
    <Plot label={`Share of images below each similarity to ${detail.text}. D, the largest gap, is ${fixed(detail.ks)} at ${fixed(detail.location, 3)}.`} xDomain={[low, at[at.length - 1]]} yDomain={[0, 1]} xName={`similarity to “${detail.text}”`} yName="share of images below">
      {({ x, y, right, left }) => (
        <>
          <path className="baseline-line" d={linePath(places, shares.baseline, x, y)} />
          {hasWindow && <path className="window-line" d={linePath(places, shares.window, x, y)} />}
          {hasWindow && detail.location !== null && detail.ks !== null && (
            <Gap at={x(detail.location)} from={y(valueAt(places, shares.baseline, detail.location))} to={y(valueAt(places, shares.window, detail.location))} ks={detail.ks} isRight={x(detail.location) > (left + right) / 2} />
          )}
        </>
      )}
    </Plot>
  );
}

function Gap({ at, from, to, ks, isRight }: { at: number; from: number; to: number; ks: number; isRight: boolean }) {
  return (
    <g>
      <line className="gap" x1={at} x2={at} y1={from} y2={to} />
      <circle className="gap-end" cx={at} cy={from} r={3.5} />
      <circle className="gap-end" cx={at} cy={to} r={3.5} />
      <text className="gap-text" x={isRight ? at - 9 : at + 9} y={(from + to) / 2 + 5} textAnchor={isRight ? 'end' : 'start'}>
        D = {fixed(ks)}
      </text>
    </g>
  );
}
