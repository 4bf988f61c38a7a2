import type { ConceptDetail } from '../api/shapes';
import { useId } from 'react';
import { clock, evidence } from '../format';
import { linePath } from './paths';
import { Plot, type PlotArea, type Tick } from './plot';
import { timeTicks } from './scale';

const HEIGHT = 200;

/** The time axis of a history: the reader's own clock. */
function timesOf(detail: ConceptDetail): { domain: [number, number]; ticks: (most: number) => Tick[] } {
  const from = detail.history[0].at;
  const to = detail.history[detail.history.length - 1].at;
  const offset = -new Date(to).getTimezoneOffset() * 60_000;
  return { domain: [from, to], ticks: (most) => timeTicks(from, to, most, offset).map((at) => ({ at, label: clock(at).slice(0, to - from < 600_000 ? 8 : 5) })) };
}

/** D over time, with the estimated change marked. */
export function DistanceHistory({ detail }: { detail: ConceptDetail }) {
  if (detail.history.length < 2) return <p className="muted">The history begins with the second point in time.</p>;
  if (detail.history.every(({ ks }) => ks === null)) return <p className="muted">D shows once the window holds enough images. Changes are tested before that.</p>;
  const { domain, ticks } = timesOf(detail);
  const values = detail.history.map(({ ks }) => ks);
  const now = detail.history.findLast(({ ks }) => ks !== null);
  const top = Math.max(0.2, ...values.map((value) => value ?? 0)) * 1.1;
  return (
    <Plot label={`D of ${detail.text} over time, from ${clock(domain[0])} to ${clock(domain[1])}.`} height={HEIGHT} xDomain={domain} yDomain={[0, top]} xTicks={ticks} xName="time" yName="D">
      {(area) => (
        <>
          <Since since={detail.since} area={area} />
          <path className="window-line" d={linePath(detail.history.map(({ at }) => at), values, area.x, area.y)} />
          {now && now.ks !== null && <circle className="plot-dot" cx={area.x(now.at)} cy={area.y(now.ks)} r={4} />}
        </>
      )}
    </Plot>
  );
}

/** Beyond this multiple of the threshold's logarithm it no longer matters how large the evidence is. */
const SEEN_BEYOND = 2.2;

/** Evidence over time on a logarithmic scale against what an alarm needs; the line leaves the plot where it is far beyond. */
export function EvidenceHistory({ detail, threshold }: { detail: ConceptDetail; threshold: number | undefined }) {
  const clip = useId();
  if (detail.history.length < 2) return <p className="muted">The history begins with the second point in time.</p>;
  const { domain, ticks } = timesOf(detail);
  const values = detail.history.map((point) => Math.log10(Math.max(1, point.evidence)));
  const bar = threshold === undefined ? Infinity : Math.log10(Math.max(2, threshold));
  const top = Math.min(SEEN_BEYOND * bar, Math.max(1, ...values, Number.isFinite(bar) ? bar : 0) * 1.12);
  const step = Math.max(1, Math.ceil(top / 4));
  const powers = Array.from({ length: Math.floor(top / step) + 1 }, (_, i) => ({ at: i * step, label: i === 0 ? '1' : evidence(10 ** (i * step)) }));
  return (
    <Plot label={`Evidence that ${detail.text} changed, over time, on a logarithmic scale.`} height={HEIGHT} xDomain={domain} yDomain={[0, top]} xTicks={ticks} yTicks={powers} xName="time" yName="evidence">
      {(area) => (
        <>
          <Since since={detail.since} area={area} />
          {threshold !== undefined && threshold > 1 && (
            <g>
              <line className="threshold" x1={area.left} x2={area.right} y1={area.y(Math.log10(threshold))} y2={area.y(Math.log10(threshold))} />
              <text className="threshold-text" x={area.left + 4} y={area.y(Math.log10(threshold)) - 6}>
                alarm of a lone concept
              </text>
            </g>
          )}
          <clipPath id={clip}>
            <rect x={area.left} y={area.top} width={area.right - area.left} height={area.bottom - area.top} />
          </clipPath>
          <path className="window-line" clipPath={`url(#${clip})`} d={linePath(detail.history.map(({ at }) => at), values, area.x, area.y)} />
        </>
      )}
    </Plot>
  );
}

function Since({ since, area }: { since: number | null; area: PlotArea }) {
  if (since === null || since < area.x.domain[0] || since > area.x.domain[1]) return null;
  const at = area.x(since);
  const isRight = at > (area.left + area.right) / 2;
  return (
    <g>
      <line className="mark" x1={at} x2={at} y1={area.top} y2={area.bottom} />
      <text className="mark-text" x={isRight ? at - 6 : at + 6} y={area.top + 10} textAnchor={isRight ? 'end' : 'start'}>
        changed {clock(since)}
      </text>
    </g>
  );
}
