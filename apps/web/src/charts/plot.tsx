import type { ReactNode } from 'react';
import { fixed } from '../format';
import { linearScale, type Scale, tickDigits, ticksOf } from './scale';
import { useWidth } from './use-width';

const MARGIN = { top: 22, right: 14, bottom: 34, left: 44 };

export interface PlotArea {
  x: Scale;
  y: Scale;
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Tick {
  at: number;
  label: string;
}

interface PlotProps {
  /** What the chart shows, for people who cannot see it. */
  label: string;
  height?: number;
  xDomain: readonly [number, number];
  yDomain: readonly [number, number];
  /** Given how many have room. */
  xTicks?: (most: number) => readonly Tick[];
  yTicks?: readonly Tick[];
  xName: string;
  yName: string;
  children: (area: PlotArea) => ReactNode;
}

/** Axes and grid of a chart as wide as its place, with text at reading size at every width. */
export function Plot({ label, height = 240, xDomain, yDomain, xTicks, yTicks, xName, yName, children }: PlotProps) {
  const [element, width] = useWidth<HTMLDivElement>();
  const area = { width, height, left: MARGIN.left, right: Math.max(MARGIN.left + 1, width - MARGIN.right), top: MARGIN.top, bottom: height - MARGIN.bottom };
  const x = linearScale(xDomain, [area.left, area.right]);
  const y = linearScale(yDomain, [area.bottom, area.top]);
  const across = xTicks?.(Math.max(2, Math.floor(width / 92))) ?? numberTicks(xDomain, Math.max(2, Math.floor(width / 58)));
  const up = yTicks ?? numberTicks(yDomain, 4);
  return (
    <div ref={element} className="plot">
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={label}>
          {up.map((tick) => (
            <g key={tick.at}>
              <line className="grid" x1={area.left} x2={area.right} y1={y(tick.at)} y2={y(tick.at)} />
              <text className="tick" x={area.left - 8} y={y(tick.at) + 4} textAnchor="end">
                {tick.label}
              </text>
            </g>
          ))}
          {across.map((tick) => (
            <text key={tick.at} className="tick" x={x(tick.at)} y={area.bottom + 17} textAnchor="middle">
              {tick.label}
            </text>
          ))}
          <line className="axis" x1={area.left} x2={area.right} y1={area.bottom} y2={area.bottom} />
          <text className="axis-name" x={area.right} y={height - 3} textAnchor="end">
            {xName}
          </text>
          <text className="axis-name" x={0} y={11}>
            {yName}
          </text>
          {children({ ...area, x, y })}
        </svg>
      )}
    </div>
  );
}

export function numberTicks(domain: readonly [number, number], most: number): Tick[] {
  const ticks = ticksOf(domain[0], domain[1], most);
  const digits = tickDigits(ticks);
  return ticks.map((at) => ({ at, label: fixed(at, digits) }));
}
