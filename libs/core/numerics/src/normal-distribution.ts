/**
 * Distribution function of the standard normal, to about 1e-7.
 * Source: Abramowitz and Stegun 26.2.17.
 *
 * @example normalCdf(0) // 0.5 (to 1e-7)
 */
export function normalCdf(z: number): number {
  if (z < 0) return 1 - normalCdf(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}

/**
 * The z with normalCdf(z) = p, by bisection.
 *
 * @throws RangeError when p is not inside (0, 1)
 * @example normalQuantile(0.975) // 1.95996 (to 1e-5)
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`normalQuantile requires 0 < p < 1, got ${p}`);
  let [low, high] = [-10, 10];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
