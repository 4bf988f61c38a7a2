import type { ReactNode } from 'react';

export const PLOT = { width: 480, height: 220, left: 14, right: 466, top: 14, bottom: 190 };

export const xOf = (value: number, low: number, high: number): number => PLOT.left + ((value - low) / (high - low || 1)) * (PLOT.right - PLOT.left);

/** Axis, ticks and a title for people who listen. */
export function Frame({ title, low, high, children }: { title: string; low: number; high: number; children: ReactNode }) {
  const ticks = Array.from({ length: 5 }, (_, i) => low + ((high - low) * i) / 4);
  return (
    <svg viewBox={`0 0 ${PLOT.width} ${PLOT.height}`} className="chart" role="img" aria-label={title}>
      <line x1={PLOT.left} x2={PLOT.right} y1={PLOT.bottom} y2={PLOT.bottom} className="axis" />
      {ticks.map((tick, i) => (
        <text key={i} x={xOf(tick, low, high)} y={PLOT.bottom + 18} className="tick" textAnchor={i === 0 ? 'start' : i === 4 ? 'end' : 'middle'}>
          {tick.toFixed(2)}
        </text>
      ))}
      {children}
    </svg>
  );
}
