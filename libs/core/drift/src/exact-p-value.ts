const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/**
 * P(D ≥ observed) for two samples of sizes n and w without ties, exactly: the share of lattice paths from (0,0) to
 * (n,w) that leave the band |x/n − y/w| < D.
 *
 * Complexity O(n·w·D) time, O(w) memory. Source: Hodges, "The significance probability of the Smirnov two-sample
 * test", 1958; the same recursions as SciPy's exact mode.
 *
 * @param gap D·n·w, an integer
 * @example exactPValue(9, 3, 3) // 0.1
 */
export function exactPValue(gap: number, n: number, w: number): number {
  if (gap <= 0) return 1;
  const g = gcd(n, w);
  const h = Math.round(gap / g);
  return n === w ? outsideSquare(n, h) : outsideBand(Math.max(n, w), Math.min(n, w), g, h);
}

/** Equal sizes: alternating sum by reflection, in nested form. */
function outsideSquare(n: number, h: number): number {
  let p = 0;
  for (let k = Math.floor(n / h); k >= 0; k--) {
    let product = 1;
    for (let j = 0; j < h; j++) product *= (n - k * h - j) / (n + k * h + j + 1);
    p = product * (1 - p);
  }
  return Math.min(1, 2 * p);
}

/** Unequal sizes: the probability of being outside, carried along columns of a sliding window; m ≥ n. */
function outsideBand(m: number, n: number, g: number, h: number): number {
  const mg = m / g;
  const ng = n / g;
  let from = 0;
  let to = Math.min(Math.ceil(h / mg), n + 1);
  let length = to - from;
  const column = new Float64Array(Math.min(2 * to + 2, n + 1)).fill(1);
  column.fill(0, from, to);
  for (let i = 1; i <= m; i++) {
    const lastFrom = from;
    const lastLength = length;
    from = Math.min(Math.max(Math.floor((ng * i - h) / mg) + 1, 0), n);
    to = Math.min(Math.ceil((ng * i + h) / mg), n + 1);
    if (to <= from) return 1;
    let value = from === 0 ? 0 : 1;
    for (let k = 0; k < to - from; k++) {
      const j = k + from;
      value = (column[j - lastFrom] * i + value * j) / (i + j);
      column[k] = value;
    }
    length = to - from;
    if (lastLength > length) column.fill(1, length, lastLength);
  }
  return Math.min(1, column[length - 1]);
}
