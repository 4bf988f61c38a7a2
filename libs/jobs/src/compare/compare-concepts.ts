import type { ComparedConcept } from '@conceptwatch/contracts';
import { benjaminiHochberg, changeGroups, compareSamples } from '@conceptwatch/core/drift';
import type { EmbeddedBank } from '../bank/embedded-bank';

export interface ConceptComparison {
  text: string;
  result: ComparedConcept;
  /** q_value < fdr and ks >= minEffect. */
  drift: boolean;
  /** Scores in the order of the files. */
  baseline: Float32Array;
  current: Float32Array;
}

/**
 * Tests every concept of a bank: the two-sample Kolmogorov–Smirnov distance of its scores with its direction, place
 * and share, the p-value, and the Benjamini–Hochberg q-value over the bank. What changed is grouped: `moves_with` names
 * the stronger change in whose images another one happened.
 *
 * @param columns per concept, in the bank's order, the scores of either set
 * @returns strongest first (D, then p, then the bank's order)
 */
export function compareConcepts(
  bank: EmbeddedBank,
  columns: { baseline: Float32Array[]; current: Float32Array[] },
  decision: { fdr: number; minEffect: number },
): ConceptComparison[] {
  const tests = bank.definition.concepts.map((_, k) => compareSamples(columns.baseline[k], columns.current[k]));
  const qValues = benjaminiHochberg(tests.map(({ pValue }) => pValue));
  const compared = bank.definition.concepts
    .map(({ slug, text }, k) => {
      const { distance, location, sign, pValue, share } = tests[k];
      const result: ComparedConcept = { concept: slug, text, direction: sign > 0 ? 'rose' : 'fell', ks: distance, location, p_value: pValue, q_value: qValues[k], share };
      const drift = qValues[k] < decision.fdr && distance >= decision.minEffect;
      return { text, result, drift, baseline: columns.baseline[k], current: columns.current[k] };
    })
    .sort((a, b) => b.result.ks - a.result.ks || a.result.p_value - b.result.p_value);
  const moved = compared.filter(({ drift }) => drift);
  for (const { lead, followers } of changeGroups(moved, decision)) for (const follower of followers) moved[follower].result.moves_with = moved[lead].result.concept;
  return compared;
}
