import { fixed } from '../format';
import { linePath } from './paths';
import { Plot } from './plot';

interface Series {
  name: string;
  /** R² of every dimension; null where the target never varies. */
  values: readonly (number | null)[];
}

/** R² of every dimension, best first, for one aligner or two; below zero it is drawn at the ground. */
export function DimensionChart({ series }: { series: readonly [Series] | readonly [Series, Series] }) {
  const sorted = series.map(({ values }) => values.filter((value) => value !== null).sort((a, b) => b - a));
  const most = Math.max(...sorted.map(({ length }) => length));
  if (most < 2) return <p className="muted">No dimension varies.</p>;
  const middle = (values: readonly number[]): number | undefined => values[values.length >> 1];
  const label = `R² of every dimension, best first. ${series.map(({ name }, i) => `${name}: from ${fixed(sorted[i].at(-1))} to ${fixed(sorted[i][0])}, median ${fixed(middle(sorted[i]))}`).join('. ')}.`;
  return (
    <>
      {series.length > 1 && (
        <p className="keys-of-chart">
          <span className="key" /> {series[0].name} <span className="key" data-of="baseline" /> {series[1]?.name}
        </p>
      )}
      <Plot label={label} xDomain={[1, most]} yDomain={[0, 1]} xName="dimensions, best first" yName="R²">
        {({ x, y }) => sorted.map((values, i) => <path key={series[i].name} className={i === 0 ? 'window-line' : 'baseline-line'} d={linePath(values.map((_, at) => at + 1), values.map((value) => Math.max(0, value)), x, y)} />)}
      </Plot>
    </>
  );
}
