/**
 * The probability that a positive scores higher than a negative, ties counting half (AUROC, by ranks).
 *
 * @param scores finite; @param positive which of them are positives: at least one of each kind
 * @example areaUnderCurve([0.1, 0.4, 0.35, 0.8], [false, false, true, true]) // 0.75
 * Complexity: O(n log n).
 */
export function areaUnderCurve(scores: ArrayLike<number>, positive: ArrayLike<boolean>): number {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[a] - scores[b]);
  let rankSum = 0;
  let positives = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && scores[order[end]] === scores[order[start]]) end++;
    const rank = (start + end + 1) / 2;
    for (let i = start; i < end; i++) {
      if (!positive[order[i]]) continue;
      rankSum += rank;
      positives++;
    }
    start = end;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) throw new RangeError(`areaUnderCurve requires positives and negatives, got ${positives} and ${negatives}`);
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
