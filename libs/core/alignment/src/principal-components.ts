/** The directions in which rows vary most. */
export interface PrincipalComponents {
  mean: Float64Array;
  /** k × dimension, unit rows, largest variance first. */
  axes: Float64Array;
  /** Along each axis, largest first. */
  variances: Float64Array;
}

const EXTRA = 8;
const ROUNDS = 60;
const SWEEPS = 12;

/**
 * The leading principal components, by subspace iteration on the covariance with a Rayleigh–Ritz step at the end.
 * Deterministic; signs of components are arbitrary by nature and fixed so that the largest entry is positive.
 *
 * @param rows n × dimension, row-major
 * @throws RangeError when k is not between 1 and the dimension
 * Complexity: O(n · dimension² + rounds · dimension² · k).
 */
export function principalComponents(rows: Float32Array, dimension: number, k: number): PrincipalComponents {
  if (!(k >= 1 && k <= dimension)) throw new RangeError(`principalComponents requires k between 1 and ${dimension}, got ${k}`);
  const { mean, covariance } = covarianceOf(rows, dimension);
  const width = Math.min(dimension, k + EXTRA);
  // A fixed start that is orthogonal to no axis in practice.
  let basis = Float64Array.from({ length: width * dimension }, (_, i) => Math.sin(i * i * 0.7 + i + 1));
  orthonormalise(basis, dimension);
  for (let round = 0; round < ROUNDS; round++) {
    basis = timesSymmetric(basis, covariance, dimension);
    orthonormalise(basis, dimension);
  }
  const image = timesSymmetric(basis, covariance, dimension);
  const small = new Float64Array(width * width);
  for (let a = 0; a < width; a++) for (let b = 0; b < width; b++) small[a * width + b] = dot(basis, a * dimension, image, b * dimension, dimension);
  const { values, vectors } = jacobiEigen(small, width);
  const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a]).slice(0, k);
  const axes = new Float64Array(k * dimension);
  order.forEach((column, at) => {
    for (let a = 0; a < width; a++) for (let i = 0; i < dimension; i++) axes[at * dimension + i] += vectors[a * width + column] * basis[a * dimension + i];
    fixSign(axes.subarray(at * dimension, (at + 1) * dimension));
  });
  return { mean, axes, variances: Float64Array.from(order, (column) => values[column]) };
}

/** Coordinates of rows along the axes: n × k. */
export function componentCoordinates({ mean, axes, variances }: PrincipalComponents, rows: Float32Array): Float64Array {
  const [d, k] = [mean.length, variances.length];
  const out = new Float64Array((rows.length / d) * k);
  for (let row = 0; row < rows.length / d; row++) {
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let i = 0; i < d; i++) sum += axes[c * d + i] * (rows[row * d + i] - mean[i]);
      out[row * k + c] = sum;
    }
  }
  return out;
}

function covarianceOf(rows: Float32Array, d: number): { mean: Float64Array; covariance: Float64Array } {
  const n = rows.length / d;
  const mean = new Float64Array(d);
  for (let i = 0; i < rows.length; i++) mean[i % d] += rows[i] / n;
  const covariance = new Float64Array(d * d);
  const centred = new Float64Array(d);
  for (let row = 0; row < n; row++) {
    for (let i = 0; i < d; i++) centred[i] = rows[row * d + i] - mean[i];
    for (let i = 0; i < d; i++) for (let j = 0; j <= i; j++) covariance[i * d + j] += (centred[i] * centred[j]) / n;
  }
  for (let i = 0; i < d; i++) for (let j = i + 1; j < d; j++) covariance[i * d + j] = covariance[j * d + i];
  return { mean, covariance };
}

function timesSymmetric(rows: Float64Array, matrix: Float64Array, d: number): Float64Array<ArrayBuffer> {
  const out = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += d) for (let i = 0; i < d; i++) out[at + i] = dot(matrix, i * d, rows, at, d);
  return out;
}

function dot(a: Float64Array, from: number, b: Float64Array, at: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += a[from + i] * b[at + i];
  return sum;
}

/** Modified Gram–Schmidt over rows, in place. */
function orthonormalise(rows: Float64Array, d: number): void {
  for (let at = 0; at < rows.length; at += d) {
    for (let before = 0; before < at; before += d) {
      const along = dot(rows, at, rows, before, d);
      for (let i = 0; i < d; i++) rows[at + i] -= along * rows[before + i];
    }
    const length = Math.sqrt(dot(rows, at, rows, at, d)) || 1;
    for (let i = 0; i < d; i++) rows[at + i] /= length;
  }
}

/** Eigenvalues and eigenvectors (columns) of a small symmetric matrix by cyclic Jacobi rotations. */
function jacobiEigen(matrix: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const a = Float64Array.from(matrix);
  const vectors = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  for (let sweep = 0; sweep < SWEEPS; sweep++) for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, vectors, n, [p, q]);
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i]), vectors };
}

function rotate(a: Float64Array, vectors: Float64Array, n: number, [p, q]: [number, number]): void {
  const off = a[p * n + q];
  if (off === 0) return;
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * off);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let i = 0; i < n; i++) {
    const [x, y] = [a[i * n + p], a[i * n + q]];
    a[i * n + p] = c * x - s * y;
    a[i * n + q] = s * x + c * y;
  }
  for (let i = 0; i < n; i++) {
    const [x, y] = [a[p * n + i], a[q * n + i]];
    a[p * n + i] = c * x - s * y;
    a[q * n + i] = s * x + c * y;
    const [u, v] = [vectors[i * n + p], vectors[i * n + q]];
    vectors[i * n + p] = c * u - s * v;
    vectors[i * n + q] = s * u + c * v;
  }
}

function fixSign(axis: Float64Array): void {
  const largest = axis.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  if (largest < 0) for (let i = 0; i < axis.length; i++) axis[i] = -axis[i];
}
