import { describe, expect, it } from 'vitest';
import { barChart } from './bar-chart';
import { heatMap } from './heat-map';
import { lineChart } from './line-chart';

const unit = (label: string) => ({ label, from: 0, to: 1, ticks: [0, 1] });

describe('plots', () => {
  it('draw a line through its points, with its name', () => {
    const svg = lineChart({ title: 'a < b', x: unit('x'), y: unit('y'), lines: [{ name: 'line', color: '#000', points: [[0, 0], [1, 1]] }] });
    expect(svg).toContain('points="66,332 490,40"');
    expect(svg).toContain('aria-label="a &lt; b"');
    expect(svg).toContain('>line</text>');
  });

  it('draw a bar as high as its value, and none for what was not measured', () => {
    const svg = barChart({ title: 't', y: unit('y'), groups: ['g', 'h'], series: [{ name: 's', values: [0.5, undefined] }] });
    expect(svg.match(/<rect /g)).toHaveLength(2);
    expect(svg).toContain('y="186" width="167.6" height="146.0"');
    expect(svg).toContain('<title>s, g: 0.500</title>');
  });

  it('colour the cells of a matrix from white to dark', () => {
    const svg = heatMap({ title: 't', values: [0, 1, 2, -1], size: 2, rows: 'r', columns: 'c', names: ['a', 'b'], texts: ['', '7', '', ''] });
    expect(svg.match(/fill="rgb\(255,255,255\)"/g)).toHaveLength(2);
    expect(svg.match(/fill="rgb\(8,48,107\)"/g)).toHaveLength(2);
    expect(svg).toContain('>7</text>');
  });
});
