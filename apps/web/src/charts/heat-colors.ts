import type { Theme } from '../theme';

type Rgb = readonly [number, number, number];

/**
 * From "as the baseline" to "far away": lightness runs one way only, so that every kind of colour vision, and a grey
 * print, reads the same order. Away from the page's background means away from the baseline.
 */
const STOPS: Record<Theme, readonly Rgb[]> = {
  light: [[250, 248, 244], [250, 233, 207], [250, 195, 128], [235, 124, 80], [190, 56, 96], [110, 28, 108], [42, 13, 74]],
  dark: [[27, 33, 42], [47, 36, 66], [96, 41, 112], [162, 53, 115], [224, 92, 90], [250, 164, 92], [254, 240, 178]],
};

/** D at which the scale ends; what is beyond looks the same. */
export const HEAT_TOP = 0.5;

/** @param share of the scale, 0..1 */
export function heatColor(share: number, theme: Theme): Rgb {
  const stops = STOPS[theme];
  const place = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(place));
  const mix = place - i;
  const channel = (k: 0 | 1 | 2): number => Math.round(stops[i][k] + (stops[i + 1][k] - stops[i][k]) * mix);
  return [channel(0), channel(1), channel(2)];
}

const LEVELS = 256;

/** RGBA of 256 levels of the scale, for filling images quickly. */
export function heatPalette(theme: Theme): Uint8ClampedArray {
  const palette = new Uint8ClampedArray(4 * LEVELS);
  for (let level = 0; level < LEVELS; level++) palette.set([...heatColor(level / (LEVELS - 1), theme), 255], 4 * level);
  return palette;
}

/** Pixels of concepts × points, one per value. Unknown stays transparent. */
export function heatPixels(rows: readonly (readonly (number | null)[])[], points: number, theme: Theme): Uint8ClampedArray<ArrayBuffer> {
  const palette = heatPalette(theme);
  const pixels = new Uint8ClampedArray(4 * rows.length * points);
  for (const [r, row] of rows.entries())
    for (let i = 0; i < points; i++) {
      const value = row[i];
      if (value === null || value === undefined) continue;
      const level = Math.min(LEVELS - 1, Math.max(0, Math.round((value / HEAT_TOP) * (LEVELS - 1))));
      pixels.set(palette.subarray(4 * level, 4 * level + 4), 4 * (r * points + i));
    }
  return pixels;
}

/** The scale as a CSS gradient, for the legend. */
export function heatGradient(theme: Theme): string {
  return `linear-gradient(to right, ${STOPS[theme].map((stop) => `rgb(${stop.join(' ')})`).join(', ')})`;
}
