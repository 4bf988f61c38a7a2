/**
 * Benjamini–Hochberg adjusted p-values (q-values): reject what has q below the false-discovery rate you accept. O(K log K).
 *
 * @param pValues in any order, each in 0..1
 * @returns q-values in the same order
 * @throws RangeError when a p-value is outside 0..1
 * @example benjaminiHochberg([0.01, 0.04, 0.03]) // [0.03, 0.04, 0.04]
 */
export function benjaminiHochberg(pValues: ArrayLike<number>): number[] {
  const count = pValues.length;
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => pValues[b] - pValues[a]);
  const qValues = new Array<number>(count);
  let smallest = 1;
  order.forEach((index, i) => {
    const p = pValues[index];
    if (!(p >= 0 && p <= 1)) throw new RangeError(`benjaminiHochberg requires p-values between 0 and 1, got ${p} at index ${index}`);
    smallest = Math.min(smallest, (p * count) / (count - i));
    qValues[index] = smallest;
  });
  return qValues;
}
