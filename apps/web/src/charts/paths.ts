import type { Scale } from './scale';

const at = (value: number): string => value.toFixed(1);

/** A line through points; a null breaks it, and a point alone is drawn as a dot where line ends are round. */
export function linePath(xs: readonly number[], ys: readonly (number | null)[], x: Scale, y: Scale): string {
  let path = '';
  let isDrawing = false;
  const isKnown = (value: number | null | undefined): value is number => typeof value === 'number' && Number.isFinite(value);
  for (const [i, value] of ys.entries()) {
    if (!isKnown(value)) {
      isDrawing = false;
      continue;
    }
    path += `${isDrawing ? 'L' : 'M'}${at(x(xs[i]))},${at(y(value))}`;
    if (!isDrawing && !isKnown(ys[i + 1])) path += 'h0';
    isDrawing = true;
  }
  return path;
}

/** The outline of a histogram; `isClosed` brings it back along the ground for filling. */
export function outlinePath(edges: readonly number[], heights: readonly number[], x: Scale, y: Scale, isClosed: boolean): string {
  const ground = at(y(0));
  let path = `M${at(x(edges[0]))},${ground}`;
  for (const [i, height] of heights.entries()) path += `V${at(y(height))}H${at(x(edges[i + 1]))}`;
  return `${path}V${ground}${isClosed ? 'Z' : ''}`;
}

/** Frequencies per unit of score, so that bins of different width compare. */
export const densityOf = (edges: readonly number[], frequencies: readonly number[]): number[] =>
  frequencies.map((frequency, i) => (edges[i + 1] > edges[i] ? frequency / (edges[i + 1] - edges[i]) : 0));

/** The value at a place of a line through points with rising `places`; the ends hold beyond them. */
export function valueAt(places: readonly number[], values: readonly number[], place: number): number {
  const next = places.findIndex((candidate) => candidate >= place);
  if (next === 0) return values[0];
  if (next < 0) return values[values.length - 1];
  const [from, to] = [places[next - 1], places[next]];
  return values[next - 1] + ((place - from) / (to - from)) * (values[next] - values[next - 1]);
}
