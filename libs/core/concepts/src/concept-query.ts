/** Similarity above mean + k·σ (sign 1) or below mean − k·σ (sign −1): the paper's triple (concept, k, sign). */
export interface ConceptConstraint {
  concept: string;
  k: number;
  sign: 1 | -1;
}

/** A concept with a bound; in quotes, what is called a concept may hold any sign. */
const TERM = /^("[^"]+"|'[^']+'|[^<>]+?)\s*([<>])\s*([-+]?\d+(?:\.\d+)?)$/s;
const MOST_TERMS = 50;

/**
 * Reads a query of concept logic: terms joined by `&`, each `concept > k` (above mean + k·σ) or `concept < k` (below
 * mean + k·σ, so that the triple (snow, 2, −1) is `snow < -2`).
 *
 * @throws RangeError that quotes the term that is not understood
 * @example parseConceptQuery('dog > 2.25 & indoors < 0')
 * // [{ concept: 'dog', k: 2.25, sign: 1 }, { concept: 'indoors', k: 0, sign: -1 }]
 */
export function parseConceptQuery(text: string): ConceptConstraint[] {
  const terms = text.split('&').map((term) => term.trim());
  if (terms.length > MOST_TERMS) throw new RangeError(`a query has at most ${MOST_TERMS} terms, and this one has ${terms.length}`);
  return terms.map((term) => {
    const [, concept, operator, number] = TERM.exec(term) ?? [];
    if (concept === undefined) throw new RangeError(`the term "${term}" is no concept with a bound; write for example: dog > 2 & snow < -2`);
    const bound = Number(number);
    const name = concept.trim().replace(/^(["'])(.*)\1$/s, '$2');
    return operator === '>' ? { concept: name, k: bound, sign: 1 } : { concept: name, k: bound === 0 ? 0 : -bound, sign: -1 };
  });
}

/** The query as text; the inverse of parseConceptQuery. */
export const formatConceptQuery = (constraints: readonly ConceptConstraint[]): string =>
  constraints.map(({ concept, k, sign }) => `${concept} ${sign > 0 ? '>' : '<'} ${sign > 0 || k === 0 ? k : -k}`).join(' & ');

export interface ConceptSelection {
  /** Rows that satisfy every constraint, best first: by their mean distance from the corpus mean in standard deviations. */
  rows: number[];
  /** Per constraint, how many rows satisfy it and all before it. */
  counts: number[];
  /** Per constraint, how many rows satisfy it alone. */
  alone: number[];
}

/**
 * Keeps the images whose similarities satisfy every constraint.
 *
 * @param columns per constraint, the similarity of every image of the corpus
 * @throws RangeError when a column is missing
 * Complexity: O(images · constraints).
 */
export function selectByConcepts(constraints: readonly ConceptConstraint[], columns: readonly Float32Array[]): ConceptSelection {
  if (constraints.length === 0 || columns.length !== constraints.length) throw new RangeError(`selectByConcepts requires a column per constraint, got ${columns.length} for ${constraints.length}`);
  const standard = columns.map(standardised);
  const satisfies = (row: number, c: number): boolean => constraints[c].sign * standard[c][row] > constraints[c].k;
  let rows = Array.from(columns[0].keys());
  const alone = constraints.map((_, c) => rows.reduce((count, row) => count + (satisfies(row, c) ? 1 : 0), 0));
  const counts = constraints.map((_, c) => {
    rows = rows.filter((row) => satisfies(row, c));
    return rows.length;
  });
  const rank = (row: number): number => constraints.reduce((sum, { sign }, c) => sum + sign * standard[c][row], 0);
  return { rows: rows.sort((a, b) => rank(b) - rank(a) || a - b), counts, alone };
}

/** (value − mean) / standard deviation; all zero where nothing varies. */
function standardised(column: Float32Array): Float64Array {
  let mean = 0;
  for (const value of column) mean += value / column.length;
  let variance = 0;
  for (const value of column) variance += (value - mean) ** 2 / column.length;
  const deviation = Math.sqrt(variance);
  return Float64Array.from(column, (value) => (deviation > 0 ? (value - mean) / deviation : 0));
}
