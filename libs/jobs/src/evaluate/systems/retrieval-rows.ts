import { applyAffine } from '@conceptwatch/core/alignment';
import { parseConceptQuery } from '@conceptwatch/core/concepts';
import { queryMatrix, searchEmbeddings } from '../../search/search-folder';
import { factsOf, unitRows } from './paired-scenes';
import type { SystemRow } from './system-row';
import type { SystemContext } from './system-tools';

const QUERIES = ['beach > 2 & sunset > 1.5', 'forest > 2 & night > 1.5', 'city > 2 & snow > 1.5', 'desert > 2 & snow < 0'];

/** System 8: how many of the images that a query of concept logic finds are right. */
export async function retrievalRows({ tools, heldOut, exact, dimensions }: SystemContext): Promise<SystemRow[]> {
  const dimension = dimensions.targetDimension;
  const corpus = { vectors: unitRows(applyAffine(exact, heldOut.source), dimension), dimension, files: heldOut.truth.map((_, row) => String(row)) };
  const rows: SystemRow[] = [];
  for (const query of QUERIES) {
    const constraints = parseConceptQuery(query);
    const { matches, constraints: counted } = searchEmbeddings(corpus, constraints, await queryMatrix(constraints, tools.textEncoder));
    const right = matches.filter(({ row }) => constraints.every(({ concept, sign }) => factsOf(heldOut.truth[row]).has(concept) === sign > 0));
    const data = `${heldOut.images} held-out scenes, after each filter ${counted.map(({ count }) => count).join(', ')}`;
    if (matches.length > 0) rows.push({ system: '8 concept logic', measure: `precision of ${query}`, ours: right.length / matches.length, paper: 'by eye', data });
  }
  return rows;
}
