/** A matrix that has no Cholesky factor. */
export class NotPositiveDefinite extends RangeError {}

/**
 * Factors a symmetric positive definite matrix in place: A = L·Lᵀ, L in the lower triangle.
 *
 * @param a n × n, row-major; only the lower triangle is read
 * @throws NotPositiveDefinite: add ridge
 * Complexity: O(n³ / 6) multiply-adds.
 */
export function choleskyInPlace(a: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      if (i > j) a[i * n + j] = sum / a[j * n + j];
      else if (sum > 0) a[j * n + j] = Math.sqrt(sum);
      else throw new NotPositiveDefinite(`choleskyInPlace requires a positive definite matrix; pivot ${j} is ${sum}. Give more samples or a larger ridge.`);
    }
  }
}

/** Solves L·Lᵀ·x = b in place for one right-hand side. @param l as choleskyInPlace leaves it */
export function choleskySolveInPlace(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= l[i * n + k] * b[k];
    b[i] = sum / l[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i];
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i] * b[k];
    b[i] = sum / l[i * n + i];
  }
}
