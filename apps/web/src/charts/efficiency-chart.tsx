import { fixed, whole } from '../format';
import { linePath } from './paths';
import { Plot } from './plot';

export interface MethodRow {
  method: string;
  images: number;
  r2: number;
  r2Centred: number;
  cosine: number;
}

/** R² by the number of images that a fit had; methods other than least squares are points. */
export function EfficiencyChart({ rows }: { rows: readonly MethodRow[] }) {
  const exact = rows.filter(({ method }) => method.startsWith('least squares')).sort((a, b) => a.images - b.images);
  const others = rows.filter((row) => !exact.includes(row));
  const most = Math.max(...rows.map(({ images }) => images));
  const low = Math.min(0, ...rows.map(({ r2 }) => Math.max(-1, r2)));
  const label = `R² by number of images. ${exact.map(({ images, r2 }) => `${whole(images)} images: ${fixed(r2)}`).join(', ')}.`;
  return (
    <Plot label={label} xDomain={[0, most * 1.04]} yDomain={[low, 1]} xName="images fitted on" yName="held-out R²">
      {({ x, y, left, right }) => (
        <>
          <path className="window-line" d={linePath(exact.map(({ images }) => images), exact.map(({ r2 }) => Math.max(low, r2)), x, y)} />
          {exact.map(({ method, images, r2 }) => (
            <circle key={method} className="plot-dot" cx={x(images)} cy={y(Math.max(low, r2))} r={4} />
          ))}
          {others.map(({ method, images, r2 }) => (
            <g key={method}>
              <circle className="plot-dot" data-of="baseline" cx={x(images)} cy={y(Math.max(low, r2))} r={4} />
              <text className="plot-dot-text" x={x(images) > (left + right) / 2 ? x(images) - 9 : x(images) + 9} y={y(Math.max(low, r2)) + 4} textAnchor={x(images) > (left + right) / 2 ? 'end' : 'start'}>
                {method}
              </text>
            </g>
          ))}
        </>
      )}
    </Plot>
  );
}
