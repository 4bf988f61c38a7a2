/** A light binomial smoothing of a histogram, for the eye; sums are kept. */
export function smooth(values: readonly number[], passes = 2): number[] {
  let current = [...values];
  for (let pass = 0; pass < passes; pass++) {
    const before = current;
    current = before.map((value, i) => (before[Math.max(0, i - 1)] + 2 * value + before[Math.min(before.length - 1, i + 1)]) / 4);
  }
  return current;
}
