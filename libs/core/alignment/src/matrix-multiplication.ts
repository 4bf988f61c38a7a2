type Matrix = Float32Array | Float64Array;

/** rows × inner times inner × columns; a transposed factor is stored the other way round. */
export interface MultiplicationShape {
  rows: number;
  inner: number;
  columns: number;
  transposeA?: boolean;
  transposeB?: boolean;
}

/** C = A·B, row-major. Large problems are given one with a real BLAS behind it. */
export interface MatrixMultiplication {
  multiply<T extends Matrix>(a: T, b: T, shape: MultiplicationShape): Promise<T>;
}

/** The product as plain loops: for small matrices and for tests. */
export const plainMultiplication: MatrixMultiplication = {
  multiply<T extends Matrix>(a: T, b: T, { rows, inner, columns, transposeA = false, transposeB = false }: MultiplicationShape): Promise<T> {
    const c = (a instanceof Float32Array ? new Float32Array(rows * columns) : new Float64Array(rows * columns)) as T;
    const [aRow, aInner] = transposeA ? [1, rows] : [inner, 1];
    const [bInner, bColumn] = transposeB ? [1, inner] : [columns, 1];
    const sums = new Float64Array(columns);
    for (let r = 0; r < rows; r++) {
      sums.fill(0);
      for (let i = 0; i < inner; i++) {
        const value = a[r * aRow + i * aInner];
        for (let k = 0, at = i * bInner; k < columns; k++, at += bColumn) sums[k] += value * b[at];
      }
      c.set(sums, r * columns);
    }
    return Promise.resolve(c);
  },
};
