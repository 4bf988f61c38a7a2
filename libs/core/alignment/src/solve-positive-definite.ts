import { choleskyInPlace } from './cholesky';
import type { MatrixMultiplication } from './matrix-multiplication';

const BLOCK = 128;

interface System {
  /** n × n, row-major; the lower triangle is read and overwritten by its Cholesky factor. */
  a: Float64Array;
  n: number;
  /** n × columns, overwritten by the solution. */
  b: Float64Array;
  columns: number;
}

/**
 * Solves A·X = B for a symmetric positive definite A by a blocked Cholesky factorisation in float64 (right-looking, as
 * LAPACK's dpotrf and dpotrs): nearly all arithmetic is matrix products.
 *
 * @returns X in the place of B
 * @throws NotPositiveDefinite
 * Complexity: O(n³/3 + n²·columns).
 */
export async function solvePositiveDefinite(system: System, product: MatrixMultiplication): Promise<Float64Array> {
  const { n } = system;
  for (let k = 0; k < n; k += BLOCK) await eliminateBlock(system, k, product);
  for (let k = 0; k < n; k += BLOCK) await substituteForward(system, k, product);
  for (let k = Math.floor((n - 1) / BLOCK) * BLOCK; k >= 0; k -= BLOCK) await substituteBackward(system, k, product);
  return system.b;
}

/** Factors the diagonal block at k, solves the panel below it, and takes the panel's product off what remains. */
async function eliminateBlock({ a, n }: System, k: number, product: MatrixMultiplication): Promise<void> {
  const width = Math.min(BLOCK, n - k);
  const diagonal = cut(a, n, { top: k, left: k, rows: width, columns: width });
  choleskyInPlace(diagonal, width);
  for (let i = 0; i < width; i++) a.set(diagonal.subarray(i * width, i * width + i + 1), (k + i) * n + k);
  const below = n - k - width;
  const panel = cut(a, n, { top: k + width, left: k, rows: below, columns: width });
  for (let row = 0; row < below; row++) {
    solveRow(diagonal, panel.subarray(row * width, (row + 1) * width), width);
    a.set(panel.subarray(row * width, (row + 1) * width), (k + width + row) * n + k);
  }
  for (let j = 0; j < below; j += BLOCK) {
    const columns = Math.min(BLOCK, below - j);
    const rest = panel.subarray(j * width);
    const update = await product.multiply(rest, panel.subarray(j * width, (j + columns) * width), { rows: below - j, inner: width, columns, transposeB: true });
    for (let row = 0; row < below - j; row++) {
      const at = (k + width + j + row) * n + k + width + j;
      for (let c = 0; c < columns; c++) a[at + c] -= update[row * columns + c];
    }
  }
}

/** x·Lᵀ = row, in place. */
function solveRow(l: Float64Array, row: Float64Array, width: number): void {
  for (let j = 0; j < width; j++) {
    let sum = row[j];
    for (let m = 0; m < j; m++) sum -= row[m] * l[j * width + m];
    row[j] = sum / l[j * width + j];
  }
}

async function substituteForward({ a, n, b, columns }: System, k: number, product: MatrixMultiplication): Promise<void> {
  const width = Math.min(BLOCK, n - k);
  if (k > 0) {
    const left = cut(a, n, { top: k, left: 0, rows: width, columns: k });
    subtract(b, k * columns, await product.multiply(left, b.subarray(0, k * columns), { rows: width, inner: k, columns }));
  }
  for (let r = k; r < k + width; r++) {
    for (let m = k; m < r; m++) subtractScaled(b, r * columns, { from: m * columns, length: columns, factor: a[r * n + m] });
    for (let c = 0; c < columns; c++) b[r * columns + c] /= a[r * n + r];
  }
}

async function substituteBackward({ a, n, b, columns }: System, k: number, product: MatrixMultiplication): Promise<void> {
  const width = Math.min(BLOCK, n - k);
  const below = n - k - width;
  if (below > 0) {
    const under = cut(a, n, { top: k + width, left: k, rows: below, columns: width });
    subtract(b, k * columns, await product.multiply(under, b.subarray((k + width) * columns), { rows: width, inner: below, columns, transposeA: true }));
  }
  for (let r = k + width - 1; r >= k; r--) {
    for (let m = r + 1; m < k + width; m++) subtractScaled(b, r * columns, { from: m * columns, length: columns, factor: a[m * n + r] });
    for (let c = 0; c < columns; c++) b[r * columns + c] /= a[r * n + r];
  }
}

function subtract(b: Float64Array, at: number, values: Float64Array): void {
  for (let i = 0; i < values.length; i++) b[at + i] -= values[i];
}

function subtractScaled(b: Float64Array, at: number, row: { from: number; length: number; factor: number }): void {
  for (let c = 0; c < row.length; c++) b[at + c] -= row.factor * b[row.from + c];
}

function cut(a: Float64Array, n: number, part: { top: number; left: number; rows: number; columns: number }): Float64Array {
  const out = new Float64Array(part.rows * part.columns);
  for (let row = 0; row < part.rows; row++) {
    const at = (part.top + row) * n + part.left;
    out.set(a.subarray(at, at + part.columns), row * part.columns);
  }
  return out;
}
