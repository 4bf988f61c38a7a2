/**
 * e-BH over a bank of e-detectors: flags the k strongest concepts when the k-th has evidence of at least K·B/k.
 *
 * The mean number of images to a false alarm of the whole bank is then at least B under any dependence between
 * concepts. O(K log K), and O(K) while no concept has evidence of at least B.
 *
 * Source: Wang and Ramdas, "False discovery rate control with e-values" (2022), on e-detectors.
 *
 * @param evidence current M̄ per concept @param budget B, promised images between false alarms
 * @returns indices of the flagged concepts, strongest first
 * @example eBenjaminiHochberg([500, 1], 100) // [0]
 */
export function eBenjaminiHochberg(evidence: ArrayLike<number>, budget: number): number[] {
  const candidates: number[] = [];
  for (let k = 0; k < evidence.length; k++) if (evidence[k] >= budget) candidates.push(k);
  if (candidates.length === 0) return candidates;
  candidates.sort((a, b) => evidence[b] - evidence[a] || a - b);
  for (let k = candidates.length; k > 0; k--) if (evidence[candidates[k - 1]] * k >= evidence.length * budget) return candidates.slice(0, k);
  return [];
}
