import type { ConceptDetail } from '@conceptwatch/contracts';
import { clock } from '../format';
import { PLOT, xOf } from './frame';

/** D over time, with the estimated change marked. */
export function HistoryChart({ detail }: { detail: ConceptDetail }) {
  const points = detail.history.filter(({ ks }) => ks !== null);
  if (points.length < 2) return <p className="quiet">The history begins once the window can be judged.</p>;
  const [first, last] = [points[0].at, points[points.length - 1].at];
  const top = Math.max(0.2, ...points.map(({ ks }) => ks as number)) * 1.1;
  const yOf = (ks: number) => PLOT.bottom - (ks / top) * (PLOT.bottom - PLOT.top);
  const line = points.map(({ at, ks }, i) => `${i ? 'L' : 'M'}${xOf(at, first, last).toFixed(1)},${yOf(ks as number).toFixed(1)}`).join('');
  const since = detail.since !== null && detail.since >= first ? xOf(detail.since, first, last) : undefined;
  return (
    <svg viewBox={`0 0 ${PLOT.width} ${PLOT.height}`} className="chart" role="img" aria-label={`D of "${detail.text}" over time`}>
      <line x1={PLOT.left} x2={PLOT.right} y1={PLOT.bottom} y2={PLOT.bottom} className="axis" />
      <text x={PLOT.left} y={PLOT.bottom + 18} className="tick">
        {clock(first)}
      </text>
      <text x={PLOT.right} y={PLOT.bottom + 18} className="tick" textAnchor="end">
        {clock(last)}
      </text>
      <text x={PLOT.left} y={PLOT.top + 4} className="tick">
        {top.toFixed(2)}
      </text>
      {since !== undefined && (
        <g>
          <line x1={since} x2={since} y1={PLOT.top} y2={PLOT.bottom} className="since-line" />
          <text x={since > PLOT.width * 0.75 ? since - 5 : since + 5} y={PLOT.top + 4} className="tick" textAnchor={since > PLOT.width * 0.75 ? 'end' : 'start'}>
            changed
          </text>
        </g>
      )}
      <path d={line} className="window-line" />
    </svg>
  );
}
