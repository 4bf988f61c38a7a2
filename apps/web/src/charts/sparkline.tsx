import { linePath } from './paths';
import { linearScale } from './scale';

const WIDTH = 240;
const HEIGHT = 44;
const MOST_POINTS = 120;

/** D lately, as a small line; `mark` is when the change began. The words beside it say the same. */
export function Sparkline({ at, values, mark }: { at: readonly number[]; values: readonly (number | null)[]; mark: number | null }) {
  const times = at.slice(-MOST_POINTS);
  const shown = values.slice(-MOST_POINTS);
  if (times.length < 2) return null;
  const x = linearScale([times[0], times[times.length - 1]], [0, WIDTH]);
  const y = linearScale([0, Math.max(0.3, ...shown.map((value) => value ?? 0))], [HEIGHT - 2, 3]);
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {mark !== null && mark > times[0] && <line className="mark" x1={x(mark)} x2={x(mark)} y1={0} y2={HEIGHT} />}
      <path className="window-line" d={linePath(times, shown, x, y)} />
    </svg>
  );
}
