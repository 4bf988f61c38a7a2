import { describe, expect, it } from 'vitest';
import { HEAT_TOP, heatColor, heatPixels } from './heat-colors';

/** Relative luminance as WCAG defines it. */
function luminance([r, g, b]: readonly [number, number, number]): number {
  const linear = (channel: number) => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

describe('heatColor', () => {
  it.each([['light', -1], ['dark', 1]] as const)('changes lightness in one direction only (%s)', (theme, sign) => {
    for (let i = 1; i <= 100; i++) expect(sign * (luminance(heatColor(i / 100, theme)) - luminance(heatColor((i - 1) / 100, theme)))).toBeGreaterThan(0);
  });

  it('stays at its ends beyond them', () => {
    expect(heatColor(-1, 'dark')).toEqual(heatColor(0, 'dark'));
    expect(heatColor(7, 'light')).toEqual(heatColor(1, 'light'));
  });
});

describe('heatPixels', () => {
  it('leaves the unknown transparent and colours a true zero', () => {
    const pixels = heatPixels([[null, 0], [HEAT_TOP, 2 * HEAT_TOP]], 2, 'light');
    expect(pixels[3]).toBe(0);
    expect([...pixels.slice(4, 8)]).toEqual([...heatColor(0, 'light'), 255]);
    expect([...pixels.slice(8, 12)]).toEqual([...pixels.slice(12, 16)]);
  });

  it('leaves what is missing at the end of a row transparent', () => {
    expect(heatPixels([[0.1]], 2, 'dark')[7]).toBe(0);
  });
});
