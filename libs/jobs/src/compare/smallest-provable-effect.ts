/**
 * The D from which on a lone concept of a bank can be told from chance by the two-sample Kolmogorov–Smirnov test at
 * Benjamini–Hochberg level `fdr`: the first of K sorted p-values must be at most fdr / K.
 * Inverts the leading term of the asymptotic law, p ≈ 2·exp(−2·D²·nm/(n+m)); at most 1.
 *
 * @param sizes images of both samples
 * @example smallestProvableEffect({ baseline: 500, current: 500 }, { fdr: 0.01, concepts: 100 }) // 0.1407…
 */
export function smallestProvableEffect(sizes: { baseline: number; current: number }, bank: { fdr: number; concepts: number }): number {
  const effective = (sizes.baseline * sizes.current) / (sizes.baseline + sizes.current);
  return Math.min(1, Math.sqrt(Math.log((2 * bank.concepts) / bank.fdr) / (2 * effective)));
}
