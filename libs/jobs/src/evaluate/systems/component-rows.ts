import { alignComponents, type ComponentAlignment } from '@conceptwatch/core/alignment';
import type { SystemRow } from './system-row';
import type { SystemContext } from './system-tools';

const mean = (values: Float64Array, from: number, to: number): number => values.subarray(from, to).reduce((sum, value) => sum + value / (to - from), 0);

/** System 3: how far the principal components of both spaces are the same. */
export function componentRows({ training, dimensions }: SystemContext): { rows: SystemRow[]; components: ComponentAlignment } {
  const components = alignComponents({ ...training, ...dimensions });
  const { diagonal, random, k } = components;
  const row = (measure: string, ours: number, paper?: string): SystemRow => ({ system: '3 principal components', measure, ours, paper, data: `${training.images} scenes, k = ${k}` });
  const rows = [
    row('diag of the first ten components', mean(diagonal, 0, 10), 'nearly diagonal, stronger for small i'),
    row('the same of a random matrix', mean(random, 0, 10)),
    row('diag of the last ten components', mean(diagonal, k - 10, k)),
    row('the same of a random matrix, last ten', mean(random, k - 10, k)),
  ];
  return { rows, components };
}
