import type { AlignerDetail } from '@conceptwatch/contracts';
import { percent } from '../format';
import { heatColor, heatGradient } from './heat-colors';
import { useTheme } from '../theme';

const SIDE = 8;

/** Which principal components of the source make up each one of the target: a bright diagonal says that both see alike. */
export function ComponentMap({ components }: { components: NonNullable<AlignerDetail['components']> }) {
  const theme = useTheme();
  const { size, weights, diagonal, random } = components;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const near = `${percent(mean(diagonal))} of the weight lies within five components of the diagonal; at random it would be ${percent(mean(random))}.`;
  return (
    <div className="component-map">
      <svg viewBox={`0 0 ${size * SIDE} ${size * SIDE}`} role="img" aria-label={`Heat map of ${size} principal components of the target by ${size} of the source. ${near}`}>
        {weights.map((row, i) => row.map((weight, j) => <rect key={`${i}-${j}`} x={j * SIDE} y={i * SIDE} width={SIDE + 0.3} height={SIDE + 0.3} fill={`rgb(${heatColor(Math.abs(weight), theme).join(' ')})`} />))}
      </svg>
      <p className="legend">
        0 <span className="legend-scale" style={{ background: heatGradient(theme) }} /> 1 <span>of the weight; across: components of the source, down: of the target</span>
      </p>
      <p className="muted small">{near}</p>
    </div>
  );
}
