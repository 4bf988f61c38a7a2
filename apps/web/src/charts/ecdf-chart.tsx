import type { ConceptDetail } from '@conceptwatch/contracts';
import { fixed } from '../format';
import { Frame, PLOT, xOf } from './frame';

const yOf = (share: number): number => PLOT.bottom - share * (PLOT.bottom - PLOT.top);

/** Both cumulative distributions; D is the largest gap between them, drawn where it is. */
export function EcdfChart({ detail }: { detail: ConceptDetail }) {
  const { at, baseline, window } = detail.ecdf;
  const low = detail.density.edges[0];
  const high = at[at.length - 1];
  const path = (shares: number[]) => `M${xOf(low, low, high)},${yOf(0)}${shares.map((share, i) => `L${xOf(at[i], low, high).toFixed(1)},${yOf(share).toFixed(1)}`).join('')}`;
  const gap = detail.location === null ? -1 : at.findIndex((edge) => edge >= (detail.location as number));
  const x = detail.location === null ? 0 : xOf(Math.max(low, Math.min(high, detail.location)), low, high);
  return (
    <Frame title={`Cumulative distributions of "${detail.text}", D = ${fixed(detail.ks)}`} low={low} high={high}>
      <path d={path(baseline)} className="baseline-line" />
      <path d={path(window)} className="window-line" />
      {gap >= 0 && detail.ks !== null && (
        <g>
          <line x1={x} x2={x} y1={yOf(baseline[gap])} y2={yOf(window[gap])} className="gap-line" />
          <text x={x > PLOT.width * 0.7 ? x - 6 : x + 6} y={yOf((baseline[gap] + window[gap]) / 2) + 4} className="gap-text" textAnchor={x > PLOT.width * 0.7 ? 'end' : 'start'}>
            D = {fixed(detail.ks)}
          </text>
        </g>
      )}
    </Frame>
  );
}
