import type { PhraseAnswer } from '@conceptwatch/contracts';
import { clock, fixed } from '../format';
import { linePath } from './paths';
import { Plot, type Tick } from './plot';
import { timeTicks } from './scale';

const HEIGHT = 200;

/** A phrase over the stored past: the middle of the images, and where most of them lie, against the baseline's. */
export function PastChart({ answer: { text, past, usual } }: { answer: Pick<PhraseAnswer, 'text' | 'past' | 'usual'> }) {
  const [from, to] = [past[0].from, past[past.length - 1].to];
  const middles = past.map((part) => (part.from + part.to) / 2);
  const all = [...past, usual].flatMap(({ low, high }) => [low, high]);
  const pad = (Math.max(...all) - Math.min(...all)) * 0.08 || 0.01;
  const offset = -new Date(to).getTimezoneOffset() * 60_000;
  const ticks = (most: number): Tick[] => timeTicks(from, to, most, offset).map((at) => ({ at, label: clock(at).slice(0, to - from < 600_000 ? 8 : 5) }));
  const last = past[past.length - 1];
  return (
    <Plot label={`Similarity to ${text} over the stored past, from ${clock(from)} to ${clock(to)}: the median is ${fixed(last.median)} lately and ${fixed(usual.median)} in the baseline.`} height={HEIGHT} xDomain={[from, to]} yDomain={[Math.min(...all) - pad, Math.max(...all) + pad]} xTicks={ticks} xName="time" yName={`similarity to “${text}”`}>
      {({ x, y, left, right }) => (
        <>
          <rect className="usual-band" x={left} width={right - left} y={y(usual.high)} height={Math.max(1, y(usual.low) - y(usual.high))} />
          <line className="baseline-line" x1={left} x2={right} y1={y(usual.median)} y2={y(usual.median)} />
          {past.map((part, i) => (
            <line key={part.from + i} className="past-spread" x1={x(middles[i])} x2={x(middles[i])} y1={y(part.low)} y2={y(part.high)} />
          ))}
          <path className="window-line" d={linePath(middles, past.map(({ median }) => median), x, y)} />
          {past.map((part, i) => (
            <circle key={part.from + i} className="plot-dot" cx={x(middles[i])} cy={y(part.median)} r={3} />
          ))}
        </>
      )}
    </Plot>
  );
}
