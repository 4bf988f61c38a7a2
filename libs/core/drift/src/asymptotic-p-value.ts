import { logGamma } from '@conceptwatch/core/numerics';

/**
 * P(D_n ≥ d) of the one-sample statistic with n values: what SciPy uses for two large samples, with
 * n = round(n·w/(n+w)).
 *
 * Regimes after Simard and L'Ecuyer, "Computing the two-sided Kolmogorov–Smirnov distribution", J. Stat. Soft. 39
 * (2011): an exact sum in the upper tail, a matrix power where it is small, Pelz and Good's expansion elsewhere.
 *
 * @param d in 0..1 @param n at least 1
 */
export function oneSampleSurvival(d: number, n: number): number {
  const t = n * d;
  if (t <= 0.5) return 1;
  if (d >= 1) return 0;
  if (t <= 1) return 1 - Math.exp(logGamma(n + 1) + n * Math.log((2 * t - 1) / n));
  if (t >= n - 1) return 2 * (1 - d) ** n;
  if (d >= 0.5) return 2 * oneSided(d, n);
  const squared = t * d;
  if (n <= 140) return squared > 4 ? 2 * oneSided(d, n) : 1 - matrixPower(d, n);
  if (squared >= 2.2) return Math.min(1, 2 * oneSided(d, n));
  return 1 - (n <= 100_000 && n * d ** 1.5 <= 1.4 ? matrixPower(d, n) : pelzGood(d, n));
}

/** P(D⁺_n ≥ d): Smirnov's sum, in logarithms. O(n). */
function oneSided(d: number, n: number): number {
  const last = Math.floor(n * (1 - d));
  let sum = 0;
  for (let j = 0; j <= last; j++) {
    const below = d + j / n;
    const above = 1 - below;
    if (above <= 0) continue;
    const choose = logGamma(n + 1) - logGamma(j + 1) - logGamma(n - j + 1);
    sum += Math.exp(choose + (n - j) * Math.log(above) + (j - 1) * Math.log(below));
  }
  return d * sum;
}

/** P(D_n < d) after Marsaglia, Tsang and Wang (2003), Durbin's matrix with scaling. O(k³ log n), k = 2·⌈n·d⌉ − 1. */
function matrixPower(d: number, n: number): number {
  const k = Math.floor(n * d) + 1;
  const size = 2 * k - 1;
  const h = k - n * d;
  const base = durbinMatrix(size, h);
  const { matrix, exponent: start } = power(base, size, n);
  let exponent = start;
  let value = matrix[(k - 1) * size + k - 1];
  for (let i = 1; i <= n; i++) {
    value = (value * i) / n;
    if (value < 1e-140) {
      value *= 1e140;
      exponent -= 140;
    }
  }
  return value * 10 ** exponent;
}

function durbinMatrix(size: number, h: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) matrix[i * size + j] = i - j + 1 < 0 ? 0 : 1;
  for (let i = 0; i < size; i++) {
    matrix[i * size] -= h ** (i + 1);
    matrix[(size - 1) * size + i] -= h ** (size - i);
  }
  matrix[(size - 1) * size] += 2 * h - 1 > 0 ? (2 * h - 1) ** size : 0;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) if (i - j + 1 > 0) for (let g = 1; g <= i - j + 1; g++) matrix[i * size + j] /= g;
  return matrix;
}

function power(base: Float64Array, size: number, n: number): { matrix: Float64Array; exponent: number } {
  if (n === 1) return { matrix: base, exponent: 0 };
  const half = power(base, size, n >> 1);
  let matrix = product(half.matrix, half.matrix, size);
  let exponent = 2 * half.exponent;
  if (n % 2 === 1) matrix = product(base, matrix, size);
  const middle = (size >> 1) * size + (size >> 1);
  if (matrix[middle] > 1e140) {
    matrix = matrix.map((value) => value * 1e-140);
    exponent += 140;
  }
  return { matrix, exponent };
}

function product(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++) {
      const value = a[i * size + k];
      if (value === 0) continue;
      for (let j = 0; j < size; j++) out[i * size + j] += value * b[k * size + j];
    }
  return out;
}

/** P(D_n < d) by the expansion of Pelz and Good (1976) to order n^(−3/2). */
function pelzGood(d: number, n: number): number {
  const z = Math.sqrt(n) * d;
  const z2 = z * z;
  const pi2 = Math.PI ** 2;
  const terms = Math.ceil((16 * z) / Math.PI) + 4;
  let [k0, k1, k2a, k2b, k3a, k3b] = [0, 0, 0, 0, 0, 0];
  for (let k = 0; k <= terms; k++) {
    const m2 = (k + 0.5) ** 2 * pi2;
    const e = Math.exp(-m2 / (2 * z2));
    k0 += e;
    k1 += (m2 - z2) * e;
    k2a += (6 * z2 ** 3 + 2 * z2 ** 2 + m2 * (2 * z2 ** 2 - 5 * z2) + m2 ** 2 * (1 - 2 * z2)) * e;
    k3a += (-30 * z2 ** 3 - 90 * z2 ** 4 + m2 * (135 * z2 ** 2 - 96 * z2 ** 3) + m2 ** 2 * (-60 * z2 + 212 * z2 ** 2) + m2 ** 3 * (5 - 30 * z2)) * e;
  }
  for (let k = 1; k <= terms; k++) {
    const m2 = k * k * pi2;
    const e = Math.exp(-m2 / (2 * z2));
    k2b += m2 * e;
    k3b += (3 * m2 * z2 - m2 ** 2) * e;
  }
  const root = Math.sqrt(2 * Math.PI);
  const half = Math.sqrt(Math.PI / 2);
  return (
    (root / z) * k0 +
    ((half / (3 * z2 ** 2)) * k1) / Math.sqrt(n) +
    ((half / (36 * z ** 7)) * k2a - (half / (18 * z ** 3)) * k2b) / n +
    ((half / (3240 * z ** 10)) * k3a + (half / (108 * z ** 6)) * k3b) / n ** 1.5
  );
}
