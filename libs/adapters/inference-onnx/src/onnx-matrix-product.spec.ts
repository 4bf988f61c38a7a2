import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { OnnxMatrixProduct } from './onnx-matrix-product';

const product = new OnnxMatrixProduct();
afterAll(() => product.close());

const edge = fc.integer({ min: 1, max: 7 });
const shapes = fc.record({ rows: edge, inner: edge, columns: edge, transposeA: fc.boolean(), transposeB: fc.boolean() });

describe('OnnxMatrixProduct', () => {
  it('equals the sum over the inner index, in both precisions and every orientation', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.boolean(), async (shape, isDouble) => {
        const { rows, inner, columns, transposeA, transposeB } = shape;
        const whole = (length: number, step: number): number[] => Array.from({ length }, (_, i) => ((i * step) % 11) - 5);
        const matrix = (values: number[]): Float32Array | Float64Array => (isDouble ? Float64Array.from(values) : Float32Array.from(values));
        const a = matrix(whole(rows * inner, 7));
        const b = matrix(whole(inner * columns, 5));
        const c = await product.multiply(a, b, shape);
        for (let r = 0; r < rows; r++) {
          for (let k = 0; k < columns; k++) {
            let sum = 0;
            for (let i = 0; i < inner; i++) sum += a[transposeA ? i * rows + r : r * inner + i] * b[transposeB ? k * inner + i : i * columns + k];
            expect(c[r * columns + k]).toBe(sum);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('refuses shapes that do not fit', async () => {
    await expect(product.multiply(new Float32Array(3), new Float32Array(4), { rows: 2, inner: 2, columns: 2 })).rejects.toThrow(/2 × 2 and 2 × 2/);
  });
});
